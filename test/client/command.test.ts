import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawsCsv } from '../support/draws.js';
import { ENDLESS_OPTIONS } from '../support/endless.js';
import { type Services, startServices } from '../support/services.js';

/** Gives a command a terminal. */
const HAS_SCRIPT = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;
const MAIN = fileURLToPath(new URL('../../services/client/main.js', import.meta.url));
/** Of a health check on a busy machine. */
const PATIENT = ['--timeout', '60000'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
  await mkdir(join(folder, 'tmp'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command as a child process, in a folder of its own. */
function start(...parameters: string[]) {
  return startWith({}, ...parameters);
}

function startWith(settings: Record<string, string>, ...parameters: string[]) {
  const child = spawn(process.execPath, [MAIN, ...parameters], {
    cwd: folder,
    env: { PATH: process.env.PATH, XDG_DATA_HOME: join(folder, 'data'), TMPDIR: join(folder, 'tmp'), LANG: 'C', ...settings },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended: Promise<Ended> = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return { child, ended, said: () => stderr };
}

const run = (...parameters: string[]) => start(...parameters).ended;

/** Files the command left, in its folder and in the temporary one. */
async function left(): Promise<string[]> {
  return [...(await readdir(folder)), ...(await readdir(join(folder, 'tmp')))].filter((name) => name !== 'data' && name !== 'tmp');
}

describe('dezenas generate', () => {
  it('writes the workbook, tells its progress in plain lines, and sums up', async () => {
    const { code, stdout, stderr } = await run('generate', '--quantity', '20000', '--seed', '5', '--out', 'jogos.xlsx');
    expect(code).toBe(0);
    // Which states of so short a job are seen, and how far it is then, is up to the machine.
    expect(stderr).toMatch(
      /^((queued|running|writing): [\d,]+ of 20,000 games(, [^\n]+)?\n)+saving the file: 20,000 of 20,000 games(, [^\n]+)?\n$/,
    );
    expect(stderr).not.toContain('\u001b');
    const file = await readFile(join(folder, 'jogos.xlsx'));
    expect(stdout).toMatch(/^Games +20,000 games in \d+\.\d\d s \([\d,]+ games\/s, the whole command\)$/m);
    expect(stdout).toMatch(/^SHA-256 of the games +[0-9a-f]{64}$/m);
    expect(stdout).toContain(createHash('sha256').update(file).digest('hex'));
    expect(stdout).toMatch(/^Price +R\$ 120,000\.00$/m);
    expect(stdout).toMatch(/^Seed +5$/m);
    expect(stdout).toMatch(
      /^Draw history +none: the history rules are off \(import the official draws with: dezenas draws import FILE\)$/m,
    );
    expect(stdout).toMatch(/^Rejections by rule +.*longest-run \d+/m);
    expect(stdout).toContain('No method raises the chance of winning');
    expect(await left()).toEqual(['jogos.xlsx']);
  });

  it('gives the same games again, as JSON for programs, without a word on the side when quiet', async () => {
    const results = [];
    for (const out of ['a.xlsx', 'b.xlsx']) {
      const { code, stdout, stderr } = await run(
        'generate',
        '-n',
        '500',
        '--seed',
        '5',
        '--out',
        out,
        '--json',
        '--quiet',
        '--fixed',
        '7,30',
        '--exclude',
        '1-5',
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      results.push(JSON.parse(stdout));
    }
    expect(results[0]).toMatchObject({
      games: 500,
      seed: '5',
      priceCentavos: 300_000,
      files: [{ file: 'a.xlsx', part: 1, parts: 1, games: 500 }],
      executor: 'in-process',
      historyVersion: '',
    });
    expect(results[0].gamesSha256).toBe(results[1].gamesSha256);
  });

  it('uses imported draws, and replaces an older workbook', async () => {
    await writeFile(join(folder, 'draws.csv'), drawsCsv());
    await writeFile(join(folder, 'jogos.xlsx'), 'old');
    expect(await run('draws', 'status')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No draws of mega-sena were imported yet'),
    });
    const imported = await run('draws', 'import', 'draws.csv');
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^3,\d{3} draws of mega-sena, from 1 \(/) });
    expect((await run('draws', 'status')).stdout).toBe(imported.stdout);
    const [, first] = /from 1 \((\d{4}-\d\d-\d\d)\)/.exec(imported.stdout) ?? [];
    const inPortuguese = (await run('draws', 'status', '--locale', 'pt-BR')).stdout;
    expect(inPortuguese).toContain(`de 1 (${first.split('-').toReversed().join('/')}) a `);
    const { stdout } = await run('generate', '-n', '1000', '--json');
    const { historyVersion, rules } = JSON.parse(stdout);
    expect(imported.stdout).toContain(historyVersion);
    expect(rules.map(({ id }: { id: string }) => id)).toContain('near-drawn');
    expect((await readFile(join(folder, 'jogos.xlsx'))).subarray(0, 2).toString()).toBe('PK');
    expect(JSON.parse((await run('generate', '-n', '1000', '--json', '--no-history')).stdout).historyVersion).toBe('');
  });

  it.runIf(existsSync('/dev/full'))('does its work where standard error is full', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'generate', '-n', '2000', '--no-history', '--out', 'a.csv'], {
      ...{ cwd: folder, env: { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp') }, stdio: ['ignore', 'ignore', full.fd] },
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    await full.close();
    expect(await left()).toEqual(['a.csv']);
  });

  it('has its own exit code where nobody reads what it says, and leaves nothing behind', async () => {
    const unread = async (...parameters: string[]) => {
      const { child, ended } = start(...parameters);
      child.stdout.destroy();
      return (await ended).code;
    };
    expect(await unread('lotteries')).toBe(0);
    expect(await unread('generate', '-n', '10', '--out', 'a.csv')).toBe(0);
    expect(await unread('validate', 'a.csv', '--rule', 'sum=21..22')).toBe(1);
    expect(await left()).toEqual(['a.csv']);
  });

  it.runIf(existsSync('/dev/full'))('fails where what it says cannot be written, and leaves nothing behind', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'lotteries'], {
      ...{ cwd: folder, env: { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp') }, stdio: ['ignore', full.fd, 'ignore'] },
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    await full.close();
    expect(await left()).toEqual([]);
  });

  it.runIf(HAS_SCRIPT)('draws a bar on a terminal, and none where it could not be written over', async () => {
    const on = async (settings: NodeJS.ProcessEnv) => {
      const command = '"$NODE" "$MAIN" generate -n 2000 --no-history --out a.csv';
      const env = { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp'), LANG: 'C', NODE: process.execPath, MAIN, ...settings };
      const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd: folder, env });
      let screen = '';
      terminal.stdout.on('data', (data) => {
        screen += data;
      });
      await once(terminal, 'close');
      return screen;
    };
    expect(await on({ TERM: 'xterm' })).toContain('\u001b[');
    for (const settings of [{ TERM: 'dumb' }, { TERM: 'xterm', NO_COLOR: '1' }]) {
      const plain = await on(settings);
      expect(plain).toMatch(/saving the file: 2,000 of 2,000 games/);
      expect(plain).not.toContain('\u001b');
    }
  });

  it('writes to a name that is long, and prints none that a terminal would obey', async () => {
    const long = `${'j'.repeat(200)}.xlsx`;
    expect(await run('generate', '-n', '5', '--out', long, '--quiet')).toMatchObject({ code: 0 });
    const odd = 'a\u001b[2J\u202e.csv';
    expect((await run('generate', '-n', '5', '--out', odd, '--quiet')).stdout).toMatch(/^File +a \[2J \.csv \(/m);
    expect((await left()).toSorted()).toEqual([odd, long].toSorted());
  });

  it('writes where a link points to, and keeps the link', async () => {
    await writeFile(join(folder, 'real.xlsx'), 'old');
    await symlink('real.xlsx', join(folder, 'link.xlsx'));
    expect(await run('generate', '-n', '10', '--out', 'link.xlsx', '--quiet')).toMatchObject({ code: 0 });
    expect((await lstat(join(folder, 'link.xlsx'))).isSymbolicLink()).toBe(true);
    expect((await readFile(join(folder, 'real.xlsx'))).subarray(0, 2).toString()).toBe('PK');

    await rm(join(folder, 'real.xlsx'));
    expect(await run('generate', '-n', '10', '--out', 'link.xlsx', '--quiet')).toMatchObject({ code: 0 });
    expect((await left()).toSorted()).toEqual(['link.xlsx', 'real.xlsx']);
    expect((await lstat(join(folder, 'link.xlsx'))).isSymbolicLink()).toBe(true);
  });

  it('speaks Portuguese when asked', async () => {
    const { stdout } = await run('generate', '-n', '1500', '--locale', 'pt-BR', '--budget', '5').then(async (wrong) => {
      expect(wrong.code).toBe(2);
      return run('generate', '--budget', '9000,00', '--locale', 'pt-BR');
    });
    expect(stdout).toMatch(/^Jogos +1\.500 jogos em \d+,\d\d s/m);
    expect(stdout).toMatch(/^Preço +R\$ 9\.000,00$/m);
    expect(stdout).toContain('Nenhum método aumenta a chance de ganhar');
    const few = await run('generate', '-n', '100', '--pool', '1-6,11', '--locale', 'pt-BR', '--quiet');
    expect(few).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^dezenas: só \d jogos satisfazem estas regras: todos os 7 jogos possíveis foram examinados \(RULES_EXHAUSTED\)\n$/,
      ),
    });
  });

  it('names every wrong option at once, with exit code 2 and no file', async () => {
    const { code, stderr } = await run(
      'generate',
      '-n',
      '0',
      '--picks',
      '21',
      '--fixed',
      '0,61,7,7',
      '--min-odd',
      '9',
      '--max-odd',
      '3',
      '--rule',
      'lucky',
      '--chunk-size',
      '1',
    );
    expect(code).toBe(2);
    for (const option of ['--quantity', '--picks', '--fixed', '--min-odd', '--rule', '--chunk-size'])
      expect(stderr).toContain(`dezenas: ${option}: `);
    expect(await left()).toEqual([]);
  });

  it.each([
    [['generate'], 2, 'say how many games: --quantity GAMES or --budget REAIS'],
    [['generate', '-n', 'ten'], 2, 'must be a whole number'],
    [['generate', '-n', '5', '--fixed', '1-x'], 2, 'numbers and ranges such as 1,5,10-20'],
    [['generate', '-n', '5', '--fixed', '9-1'], 2, 'runs backwards'],
    [['generate', '-n', '5', '--pool', '1-999'], 2, 'at most 128 numbers'],
    [['generate', '-n', '5', '--budget', '10'], 2, 'cannot be used with'],
    [['generate', '--budget', '1e9'], 2, 'an amount in reais'],
    [['generate', '-n', '5', '--seed', '-1'], 2, 'from 0 to 2^64 - 1'],
    [['generate', '-n', '5', '--out', 'no/such/folder/x.xlsx'], 2, 'does not exist'],
    [['generate', '-n', '5', '--out', '.'], 2, 'is a folder'],
    [['generate', '-n', '5', '--out', '/dev/null'], 2, 'is not a regular file'],
    [['generate', '-n', '5', '--out', `${'j'.repeat(240)}.xlsx`], 2, 'dezenas: --out: the name is too long'],
    [['generate', '-n', '5', '--out', `${'ã'.repeat(106)}.xlsx`], 2, 'dezenas: --out: the name is too long'],
    [['generate', '-n', '5', '--out', 'a\u202exslx.\u001b[2J/x.xlsx'], 2, 'a xslx. [2J does not exist'],
    [['generate', '-n', '5', '--locale', 'fr'], 2, 'Allowed choices are pt-BR, en'],
    [['generate', '-n', '5', '--address', '127.0.0.1:1'], 1, 'no connection to the server'],
    [['generate', '-n', '5', '--address', 'nonsense'], 2, 'HOST:PORT'],
    [['rules', '--picks', '5'], 2, 'picks: must be 6 to 20, not 5'],
    [['lotteries'], 0, ''],
    [['rules', '--lottery', 'nope'], 2, 'Allowed choices are mega-sena, lotofacil, quina'],
    [['generate', '-n', '5', '--rule', 'multiples:61=..1'], 2, '--rule: multiples: must be 2 to 60, not 61'],
    [['generate', '-n', '5', '--rule', 'sum=10..20'], 2, '--rule: sum: must be 21 to 345, not 10'],
    [['generate', '-n', '5', '--rule', 'hot:10@50=..3'], 2, '--rule: hot: needs an imported draw history: no draws are imported'],
    [['generate', '-n', '5', '--score', 'nope'], 2, '--score: unknown term'],
    [['generate', '-n', '5', '--score', 'sum=1@5'], 2, '--score: must be 21 to 345, not 5'],
    [['generate', '-n', '5', '--min-score', '100.01'], 2, 'must be points from 0 to 100'],
    [['generate', '--budget', '5.99'], 2, 'dezenas: --budget (in centavos): must be at least 600, the price of one game of 6 numbers'],
    [['generate', '-n', '5', '--best-of', '4'], 2, '--best-of: must be 5 to 100000000, not 4'],
    [['generate', '-n', '5', '--weighting', 'frequency'], 2, '--weighting: needs an imported draw history'],
    [
      ['generate', '-n', '5', '--rule', 'primes=5..', '--min-even', '3'],
      2,
      '--rule: even (3 to 6) and primes (5 to 6) cannot hold together',
    ],
    [['generate', '-n', '5', '--lottery', 'custom', '--universe', '129', '--picks', '5'], 2, '--universe: must be 1 to 128, not 129'],
    [['generate', '-n', '5', '--lottery', 'mais-milionaria', '--extra-picks', '7'], 2, '--extra-picks: must be 2 to 6, not 7'],
    [['estimate', '--picks', '8', '--exact'], 2, '--exact: the space has 2558620845 games'],
    [['validate', 'missing.csv'], 2, 'missing.csv does not exist'],
    [['check'], 2, 'say whose games: a FILE or --job ID'],
    [['check', '--job', 'x', '--drawn', '1,2,3'], 1, 'no job has this id'],
    [['draws', 'fit'], 1, 'no draws of Mega-Sena were imported'],
    [['draws', 'fit', '--locale', 'pt-BR'], 1, 'nenhum concurso desta loteria foi importado'],
    [['draws', 'statistics', '--pairs', '3'], 1, 'no draws of Mega-Sena were imported'],
    [['scores', '--lottery', 'quina'], 0, ''],
    [['draws', 'import', 'missing.csv'], 2, 'does not exist or may not be read'],
    [['draws', 'import', '.'], 2, 'is not a file'],
    [['draws'], 2, 'Usage: dezenas draws'],
    [['health', '--address', '127.0.0.1:1', ...PATIENT], 1, 'no connection to the server'],
    [['health', '--address', '127.0.0.1:1', '--locale', 'pt-BR', ...PATIENT], 1, 'sem conexão com o servidor'],
    [['health', '--token-file', 'token'], 2, "unknown option '--token-file'"],
    [['token', 'create', '--name', 'a', '--expires', '2020-01-01'], 2, 'must be a day to come (UTC)'],
    [['token', 'create', '--name', 'a', '--expires', '2999-02-30'], 2, 'must be a date such as 2027-12-31'],
    [['token', 'create', '--expires', '2999-01-01'], 2, 'error: --expires is of an entry, which only --name makes'],
    [['token', 'create', '--max-quantity', '5'], 2, 'error: --max-quantity is of an entry'],
    [['token', 'create', '--creates-per-minute', '5'], 2, 'error: --creates-per-minute is of an entry'],
    [['token', 'create'], 0, ''],
    [['generat'], 2, 'Did you mean generate?'],
    [['--version'], 0, ''],
    [['--help'], 0, ''],
    [['generate', '--help'], 0, ''],
  ])('%j ends with %i: %s', async (parameters, code, words) => {
    const ended = await run(...parameters);
    expect(ended).toMatchObject({ code, stderr: expect.stringContaining(words) });
    expect(await left()).toEqual([]);
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('interrupted by %s cancels its job and leaves nothing', async (signal, exitCode) => {
    const { child, ended, said } = start('generate', ...ENDLESS_OPTIONS);
    await expect.poll(said).toContain('running');
    child.kill(signal);
    const { code, stderr } = await ended;
    expect(code).toBe(exitCode);
    expect(stderr).toContain('interrupted: the work was cancelled and no file was written');
    expect(await left()).toEqual([]);
  });
});

describe('dezenas generate as text', () => {
  it('writes what the name of the file says, or the format', async () => {
    expect(await run('generate', '-n', '50', '--seed', '1', '--out', 'a.csv', '-q')).toMatchObject({ code: 0 });
    expect(await run('generate', '-n', '50', '--seed', '1', '--format', 'csv.gz', '-q')).toMatchObject({ code: 0 });
    expect(await run('generate', '-n', '50', '--seed', '1', '--format', 'jsonl', '--out', 'b.txt', '-q')).toMatchObject({ code: 0 });
    expect((await left()).toSorted()).toEqual(['a.csv', 'b.txt', 'jogos.csv.gz']);
    expect((await readFile(join(folder, 'a.csv'), 'utf8')).split('\r\n')).toHaveLength(52);
    expect(JSON.parse((await readFile(join(folder, 'b.txt'), 'utf8')).split('\n')[49])).toMatchObject({ game: 50, level: 'STRICT' });
    expect(await run('validate', 'a.csv', '--no-history')).toMatchObject({ code: 0, stdout: '50 games: 50 valid, 0 not\n' });
  });
});

describe('before and beside a job', () => {
  it('estimate, validate and check tell of a spec, a file and its prizes, in both languages', async () => {
    await writeFile(join(folder, 'draws.csv'), drawsCsv());
    expect(await run('draws', 'import', 'draws.csv')).toMatchObject({ code: 0 });
    const estimate = await run('estimate', '-n', '500', '--rule', 'sum=150..200', '--rule', 'pairs@500=..2', '--no-history');
    expect(estimate.stdout).toMatch(/^Possible games +50,063,860$/m);
    expect(estimate.stdout).toMatch(/^Satisfy all rules +\d\d\.\d{3} % \(\d\d\.\d{3} % – \d\d\.\d{3} %\)$/m);
    expect(estimate.stdout).toContain('pairs at most 2: room for at most 236 of 500 games in a row');
    expect((await run('estimate', '-n', '10', '--locale', 'pt-BR')).stdout).toMatch(/^Viável +sim$/m);
    expect(JSON.parse((await run('estimate', '--budget', '600', '--json')).stdout).spec.quantity).toBe(100);

    await run('generate', '-n', '2000', '--seed', '5', '--out', 'jogos.xlsx', '-q');
    expect(await run('validate', 'jogos.xlsx')).toMatchObject({ code: 0, stdout: '2,000 games: 2,000 valid, 0 not\n' });
    const strict = await run('validate', 'jogos.xlsx', '--rule', 'sum=150..200', '--limit', '2', '--locale', 'pt-BR');
    expect(strict.code).toBe(1);
    expect(strict.stdout).toMatch(
      /^2\.000 jogos: [\d.]+ válidos, [\d.]+ não\n\nregra {2}jogos que a violam\nsum {4}[\d.]+\n\njogo \d+: sum \d+ \(150\.\.200\)\njogo \d+: sum/,
    );
    await writeFile(join(folder, 'cut.xlsx'), (await readFile(join(folder, 'jogos.xlsx'))).subarray(0, 20_000));
    expect(await run('validate', 'cut.xlsx')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cut.xlsx is a damaged spreadsheet'),
    });
    await writeFile(join(folder, 'empty.csv'), 'nothing,here\n');
    expect(await run('validate', 'empty.csv')).toMatchObject({ code: 2, stderr: expect.stringContaining('empty.csv has no games') });
    await writeFile(join(folder, 'own.csv'), 'meus jogos\n1 2 3 4 5 6\n04-05-30-33-41-52\n4;5;30;33;41;53\n');
    const own = JSON.parse((await run('validate', 'own.csv', '--json', '--no-history')).stdout);
    expect(own).toMatchObject({ games: 3, valid: 2, gamesByBrokenRule: { 'not-the-first-numbers': 1, 'longest-run': 1 } });

    const check = await run('check', 'own.csv', '--drawn', '4,5,30,33,41,52');
    expect(check.stdout).toMatch(/^3 games against 1 draw\n\ntier {4}games {2}prizes\nsena {4}1 {6}1\nquina {3}1 {6}1\nquadra {2}0 {6}0\n/);
    expect(check.stdout).toContain('game 2: 4 5 30 33 41 52: 6 hits');
    expect((await run('check', 'own.csv', '--draws', '1..5', '--locale', 'pt-BR')).stdout).toContain('3 jogos contra 5 sorteios');
    expect((await run('scores', '--locale', 'pt-BR')).stdout).toMatch(
      /Só muda o número de pessoas que dividiriam um prêmio, nunca a chance de ganhar\.\n(.*\n)*.*Espalhamento pelas faixas de dezenas/,
    );
    const rules = (await run('rules', '--locale', 'pt-BR')).stdout;
    expect(rules).toContain('Números em cada faixa de dezenas (1-9, 10-19, …)');
    expect(rules).toContain('Jogo que não fica a uma dezena de um já sorteado (quina)');
    expect(rules).toMatch(/\[--weighting\]\n(.*\n)*.*\[--min-score\]/);
    const statistics = await run('draws', 'statistics', '--from', '1', '--to', '10', '--pairs', '2');
    expect(statistics.stdout).toMatch(/^10 draws\n\nnumber {2}times {2}expected {2}delay\n1 /);
    expect(await left()).toEqual(expect.arrayContaining(['draws.csv', 'jogos.xlsx', 'own.csv']));
  });

  it('validate reads the games of an English workbook, not its sheet for results', async () => {
    await run('generate', '-n', '100', '--locale', 'en', '-q');
    expect(await run('validate', 'jogos.xlsx')).toMatchObject({ code: 0, stdout: '100 games: 100 valid, 0 not\n' });
  });

  it('validate reads all games of a workbook of many sheets, in order', async () => {
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

describe('what there is to play', () => {
  it('is told in Portuguese throughout', async () => {
    const { stdout } = await run('lotteries', '--locale', 'pt-BR');
    expect(stdout).toContain('prêmios: 7, 6, 5, 4, 3, time do coração\n');
    expect(stdout).toContain('prêmios: 7, 6, 5, 4, mês da sorte\n');
    expect(stdout).toContain('prêmios: 6, 5 + bônus, 5, 4, 3, 2\n');
    expect((await run('scores', '--locale', 'pt-BR')).stdout).toMatch(
      /\[precisa de concursos importados com ganhadores e arrecadação\]\n(.*\n)*.*\[precisa de concursos importados\]\n/,
    );
    await writeFile(join(folder, 'own.csv'), 'N1,N2,N3,N4,N5,N6,N7,Mês da Sorte\n1,2,3,4,5,6,7,8\n');
    const drawn = ['--drawn', '1-7', '--drawn-extras', '8'];
    expect((await run('check', 'own.csv', '--lottery', 'dia-de-sorte', ...drawn, '--locale', 'pt-BR')).stdout).toMatch(
      /^mês da sorte {2}1 +1$/m,
    );
  });
});

describe('with running services', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  it('generate uses them, and health says that they are well', async () => {
    const { address } = services.orchestrator;
    const { code, stdout } = await run('generate', '-n', '3000', '--address', address, '--json', '--quiet');
    expect(code).toBe(0);
    expect(await services.jobs.get(JSON.parse(stdout).job)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
    // It is well once its first checks are done.
    await expect.poll(() => run('health', '--address', address, ...PATIENT)).toMatchObject({ code: 0, stdout: 'SERVING\n' });
    expect(await run('health', '--address', address, '--service', 'dezenas.v1.JobService', ...PATIENT)).toMatchObject({ code: 0 });
    expect(await run('health', '--address', address, '--service', 'dezenas.v1.Nope', '--locale', 'pt-BR', ...PATIENT)).toMatchObject({
      code: 1,
      stderr: 'dezenas: o servidor não tem esse serviço\n',
    });
  });

  it('an interrupted generate cancels its job there', async () => {
    const { child, ended, said } = start('generate', ...ENDLESS_OPTIONS, '--address', services.orchestrator.address);
    await expect.poll(said).toContain('running');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    // A free generator and no part in the store: the job was cancelled.
    await expect.poll(async () => (await services.workbookFiles()).filter((name) => name.endsWith('.part'))).toEqual([]);
    const games = () => services.jobs.games({ quantity: 100 }, 'GENERATION_MODE_PARALLEL');
    await expect.poll(games).toMatchObject({ summary: { games: '100' } });
  });
});

describe('dezenas serve', () => {
  it('runs the three services until a signal and ends cleanly', async () => {
    const { child, ended } = start('serve', '--port', '0');
    let printed = '';
    child.stdout.on('data', (data) => {
      printed += data;
    });
    await expect.poll(() => printed).toMatch(/excel-writer {2}127\.0\.0\.1:\d+\n/);
    const addressOf = (service: string) => new RegExp(`^${service} +(\\S+)$`, 'm').exec(printed)?.[1] as string;
    for (const service of ['orchestrator', 'generator', 'excel-writer']) {
      await expect.poll(() => run('health', '--address', addressOf(service), ...PATIENT)).toMatchObject({ code: 0 });
    }
    expect(await run('generate', '-n', '200', '--address', addressOf('orchestrator'))).toMatchObject({ code: 0 });
    const taken = await run('serve', '--port', '0');
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('another orchestrator runs the jobs of this folder') });
    const port = addressOf('orchestrator').split(':')[1];
    expect(await startWith({ JOBS_DIR: join(folder, 'other-jobs') }, 'serve', '--port', port).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('dezenas: PORT: listen EADDRINUSE'),
    });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
  });
});
