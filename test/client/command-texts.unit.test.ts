import { describe, expect, it } from 'vitest';
import { COMMAND_TEXTS } from '../../services/client/cli/texts/command-texts.js';
import { JOB_TEXTS } from '../../services/client/cli/texts/job-texts.js';

const { en, 'pt-BR': pt } = COMMAND_TEXTS;

describe('command texts', () => {
  it('use the singular for 1 and the plural for other counts', () => {
    expect([en.games(1), en.games(0), en.games(2_000)]).toEqual(['1 game', '0 games', '2,000 games']);
    expect([en.done('1', '0.50', '2'), pt.done('1', '0,50', '2')]).toEqual([
      '1 game in 0.50 s (2 games/s, the whole command)',
      '1 jogo em 0,50 s (2 jogos/s, o comando completo)',
    ]);
    expect(en.partial('1', '5')).toBe('only 1 of the 5 requested games satisfies these rules');
    expect(pt.partial('1', '5')).toBe('só 1 de 5 jogos pedidos satisfaz estas regras');
    expect(pt.validations.summary('1', '1', '0')).toBe('1 jogo: 1 válido, 0 inválidos');
    expect([en.checks.summary('1', '1'), pt.checks.summary('2', '1')]).toEqual([
      '1 game checked against 1 draw',
      '2 jogos conferidos em 1 sorteio',
    ]);
    expect([en.checks.hits(1, 0), en.checks.hits(2, 1), pt.checks.hits(1, 2)]).toEqual(['1 hit', '2 hits + 1', '1 acerto + 2']);
    expect(en.imported('1', 'quina', '1', '1', 'v')).toBe('1 draw of quina, from 1 to 1, version v');
    expect(JOB_TEXTS.en.notAllFiles('1', '1')).toMatch(/^the job has finished 1 of 1 file:/);
  });

  it('show file sizes below 0.1 MB in kB', () => {
    expect([7_940, 99_999, 100_000, 41_900_000].map(en.size)).toEqual(['7.9 kB', '100.0 kB', '0.1 MB', '41.9 MB']);
    expect([7_940, 41_900_000].map(pt.size)).toEqual(['7,9 kB', '41,9 MB']);
  });
});
