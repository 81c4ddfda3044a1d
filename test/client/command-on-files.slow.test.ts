import { describe, expect, it } from 'vitest';
import { run } from './command-folder.js';

describe('dezenas validate', () => {
  it('reads all games of a workbook of many sheets, in order', async () => {
    const games = ['-n', '10500', '--seed', '5', '-q'];
    await run('generate', ...games, '--out', 'a.csv');
    await run('generate', ...games, '--out', 'a.xlsx', '--layout', 'sheets', '--sheet-games', '1000');
    const [text, sheets] = await Promise.all(
      ['a.csv', 'a.xlsx'].map((file) => run('validate', file, '--rule', 'sum=150..200', '--limit', '10500')),
    );
    expect(text.stdout).toMatch(/^10,500 games: /);
    expect(sheets).toEqual(text);
  });
});
