import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND, startCommand } from '../support/clients/command.js';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The completions that a shell receives, without the descriptions. */
async function complete(...words: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await startCommand(folder, 'complete', '--', ...words).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0]);
}

describe('dezenas complete', () => {
  it.each([
    [
      ['jobs', 'c'],
      ['create', 'cancel', ':4'],
    ],
    [
      ['generate', '--format', ''],
      ['xlsx', 'csv', 'csv.gz', 'jsonl', ':4'],
    ],
    [
      ['jobs', 'create', '--format=n'],
      ['none', ':4'],
    ],
    [
      ['jobs', 'list', '--state', 'queued', 'c'],
      ['completed', 'cancelled', ':4'],
    ],
    [
      ['jobs', 'list', '--state', 'queued', '--ol'],
      ['--oldest-first', ':4'],
    ],
    [
      ['rules', '-l', 'loto'],
      ['lotofacil', 'lotomania', ':4'],
    ],
    // The directive :4 means that no file name may follow; :0 lets the shell complete file names.
    [['generate', '-n', ''], [':4']],
    [['generate', '-n', '5', '--out', ''], [':0']],
    [['validate', ''], [':0']],
    [
      ['validate', 'jogos.csv', '--limit', '5', '--lottery', 'quin'],
      ['quina', ':4'],
    ],
    [
      ['nothing', 'like', 'this', '-'],
      ['--version', '--help', ':4'],
    ],
  ])('the words %j complete to %j', async (words, completions) => {
    expect(await complete(...words)).toEqual(completions);
  });

  it('bash completes the typed words, and runs none of them', async () => {
    const script = `
      dezenas() { "${process.execPath}" "${COMMAND}" "$@"; }
      source <(dezenas complete bash)
      try() { COMP_WORDS=(dezenas "$@"); COMP_CWORD=$#; _dezenas; echo "\${COMPREPLY[*]}"; }
      try jobs do
      try jobs create --format = cs
      try jobs create --format =
      try generate '$(touch ran)' '\`touch ran\`' '>' ran --weigh
      complete -p dezenas`;
    const { stdout, stderr } = await run('bash', ['--norc', '-c', script], { cwd: folder, env: { PATH: process.env.PATH } });
    expect(stderr).toBe('');
    expect(stdout).toBe('download\ncsv csv.gz\nxlsx csv csv.gz jsonl none\n--weighting\ncomplete -F _dezenas dezenas\n');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['zsh', 'fish', 'powershell'])('prints a script for %s that asks the command for completions', async (shell) => {
    const { code, stdout } = await startCommand(folder, 'complete', shell).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/dezenas complete '?--'? /);
  });

  it('refuses an unknown shell', async () => {
    expect(await startCommand(folder, 'complete', 'tcsh').ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the shell must be one of: bash, zsh, fish, powershell'),
    });
  });
});
