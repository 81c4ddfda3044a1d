import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lstat, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawsCsv } from '../support/data/draws.js';
import { ENDLESS_OPTIONS } from '../support/data/endless.js';
import { type Services, startServices } from '../support/services/services.js';
import { folder, remainingFiles, run, start, startWith } from './command-folder.js';

/** Whether this machine has `script` of util-linux, which runs a command on a terminal. */
const HAS_SCRIPT = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;
const MAIN = fileURLToPath(new URL('../../services/client/main.js', import.meta.url));
/** A health check on a busy machine can take longer than the default timeout. */
const PATIENT = ['--timeout', '60000'];

describe('dezenas generate', () => {
  it('writes the workbook, reports progress in lines without control characters, and prints a summary', async () => {
    const { code, stdout, stderr } = await run('generate', '--quantity', '20000', '--seed', '5', '--out', 'jogos.xlsx');
    expect(code).toBe(0);
    // The job is so short that the reported states and counts depend on the speed of the machine.
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
    expect(await remainingFiles()).toEqual(['jogos.xlsx']);
  });

  it('generates the same games for the same seed, and with --json --quiet prints JSON and nothing else', async () => {
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

  it('uses imported draws, and replaces a workbook that exists', async () => {
    await writeFile(join(folder, 'draws.csv'), drawsCsv());
    await writeFile(join(folder, 'jogos.xlsx'), 'old');
    expect(await run('draws', 'status')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No draws of mega-sena were imported yet'),
    });
    const imported = await run('draws', 'import', 'draws.csv');
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^3,\d{3} draws of mega-sena, from 1 \(/) });
    expect((await run('draws', 'status')).stdout.trim()).toBe(imported.stdout.split('\n')[0]);
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

  it.runIf(existsSync('/dev/full'))('completes when standard error cannot be written', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'generate', '-n', '2000', '--no-history', '--out', 'a.csv'], {
      ...{ cwd: folder, env: { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp') }, stdio: ['ignore', 'ignore', full.fd] },
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    await full.close();
    expect(await remainingFiles()).toEqual(['a.csv']);
  });

  it('exits with the usual code when standard output is closed, and leaves no temporary files', async () => {
    const unread = async (...parameters: string[]) => {
      const { child, ended } = start(...parameters);
      child.stdout.destroy();
      return (await ended).code;
    };
    expect(await unread('lotteries')).toBe(0);
    expect(await unread('generate', '-n', '10', '--out', 'a.csv')).toBe(0);
    expect(await unread('validate', 'a.csv', '--rule', 'sum=21..22')).toBe(1);
    expect(await remainingFiles()).toEqual(['a.csv']);
  });

  it.runIf(existsSync('/dev/full'))('exits with code 1 when standard output cannot be written, and leaves no files', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'lotteries'], {
      ...{ cwd: folder, env: { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp') }, stdio: ['ignore', full.fd, 'ignore'] },
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    await full.close();
    expect(await remainingFiles()).toEqual([]);
  });

  it.runIf(HAS_SCRIPT)('draws a progress bar on a terminal, and plain lines with TERM=dumb or NO_COLOR', async () => {
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

  it('writes to a file with a long name, and prints file names without control characters', async () => {
    const long = `${'j'.repeat(200)}.xlsx`;
    expect(await run('generate', '-n', '5', '--out', long, '--quiet')).toMatchObject({ code: 0 });
    const odd = 'a\u001b[2J\u202e.csv';
    expect((await run('generate', '-n', '5', '--out', odd, '--quiet')).stdout).toMatch(/^File +a \[2J \.csv \(/m);
    expect((await remainingFiles()).toSorted()).toEqual([odd, long].toSorted());
  });

  it('writes to the target of a symbolic link, and leaves the link in place', async () => {
    await writeFile(join(folder, 'real.xlsx'), 'old');
    await symlink('real.xlsx', join(folder, 'link.xlsx'));
    expect(await run('generate', '-n', '10', '--out', 'link.xlsx', '--quiet')).toMatchObject({ code: 0 });
    expect((await lstat(join(folder, 'link.xlsx'))).isSymbolicLink()).toBe(true);
    expect((await readFile(join(folder, 'real.xlsx'))).subarray(0, 2).toString()).toBe('PK');

    await rm(join(folder, 'real.xlsx'));
    expect(await run('generate', '-n', '10', '--out', 'link.xlsx', '--quiet')).toMatchObject({ code: 0 });
    expect((await remainingFiles()).toSorted()).toEqual(['link.xlsx', 'real.xlsx']);
    expect((await lstat(join(folder, 'link.xlsx'))).isSymbolicLink()).toBe(true);
  });

  it('prints Portuguese texts and amounts with --locale pt-BR', async () => {
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

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('cancels its job and leaves no files when %s interrupts it (exit code %i)', async (signal, exitCode) => {
    const { child, ended, said } = start('generate', ...ENDLESS_OPTIONS);
    await expect.poll(said).toContain('running');
    child.kill(signal);
    const { code, stderr } = await ended;
    expect(code).toBe(exitCode);
    expect(stderr).toContain('interrupted: the work was cancelled and no file was written');
    expect(await remainingFiles()).toEqual([]);
  });
});

describe('dezenas --address', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  it('generate creates its job on the orchestrator at the address, and health reports SERVING', async () => {
    const { address } = services.orchestrator;
    const { code, stdout } = await run('generate', '-n', '3000', '--address', address, '--json', '--quiet');
    expect(code).toBe(0);
    expect(await services.jobs.get(JSON.parse(stdout).job)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
    // The server reports SERVING once its first readiness checks are done.
    await expect.poll(() => run('health', '--address', address, ...PATIENT)).toMatchObject({ code: 0, stdout: 'SERVING\n' });
    expect(await run('health', '--address', address, '--service', 'dezenas.v1.JobService', ...PATIENT)).toMatchObject({ code: 0 });
    expect(await run('health', '--address', address, '--service', 'dezenas.v1.Nope', '--locale', 'pt-BR', ...PATIENT)).toMatchObject({
      code: 1,
      stderr: 'dezenas: o servidor não tem esse serviço\n',
    });
  });

  it('an interrupted generate cancels its job on the server', async () => {
    const { child, ended, said } = start('generate', ...ENDLESS_OPTIONS, '--address', services.orchestrator.address);
    await expect.poll(said).toContain('running');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    // The cancelled job leaves no unfinished file in the store and frees the generator.
    await expect.poll(async () => (await services.workbookFiles()).filter((name) => name.endsWith('.part'))).toEqual([]);
    const games = () => services.jobs.games({ quantity: 100 }, 'GENERATION_MODE_PARALLEL');
    await expect.poll(games).toMatchObject({ summary: { games: '100' } });
  });
});

describe('dezenas serve', () => {
  it('runs the three services until SIGTERM, and exits with code 0', async () => {
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
