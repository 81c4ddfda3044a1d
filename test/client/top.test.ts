import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobsSnapshot, ratesOf } from '../../services/client/cli/output/jobs-snapshot.js';
import { topLines } from '../../services/client/cli/output/top-table.js';
import { COMMAND_TEXTS } from '../../services/client/cli/texts/command-texts.js';
import { TOP_TEXTS } from '../../services/client/cli/texts/top-texts.js';
import type { Job } from '../../services/client/library/client.js';
import { type Services, startServices } from '../support/services/services.js';

const MAIN = fileURLToPath(new URL('../../services/client/main.js', import.meta.url));

async function run(...parameters: string[]) {
  const child = spawn(process.execPath, [MAIN, 'top', ...parameters], { env: { PATH: process.env.PATH, LANG: 'C' } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

describe('dezenas top', () => {
  let services: Services;
  let running: Job;
  let waiting: Job;

  beforeAll(async () => {
    services = await startServices({ MAX_CONCURRENT_JOBS: '1' });
    // Few candidates satisfy the rule, so the job runs for hours in chunks of 1,000 games.
    const spec = { quantity: 10_000_000, picks: 8, seed: 1, chunkSize: 1_000, rules: [{ id: 'sum', min: 360, max: 361 }] };
    running = await services.jobs.create({ spec, mode: 'GENERATION_MODE_SEQUENTIAL' });
    waiting = await services.jobs.create({ spec: { quantity: 5_000, lottery: 'quina', seed: 1 } });
    await services.jobs.until(running.id, ({ progress }) => Number(progress?.gamesGenerated) > 0);
  });
  afterAll(async () => {
    for (const { id } of [waiting, running]) await services.jobs.cancel(id).catch(() => {});
    await services.stop();
  });

  it('prints the running and queued jobs once when standard output is not a terminal', async () => {
    const { code, stdout, stderr } = await run('--address', services.orchestrator.address);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^1 running, 1 queued, [\d,]+ games\/s, [\d,]+ rows\/s$/);
    expect(lines[2]).toMatch(/^JOB +STATE +LOTTERY +PROGRESS +GAMES +GAMES\/S +ROWS +LEFT$/);
    expect(lines[3]).toMatch(
      new RegExp(`^${running.id.slice(0, 8)} +running +mega-sena +\\[#*-*\\] +\\d+% +[\\d,]+ / 10,000,000 +[\\d,]+ `),
    );
    expect(lines[4]).toBe(lines[4].trimEnd());
    expect(lines[4]).toMatch(new RegExp(`^${waiting.id.slice(0, 8)} +queued +quina +\\[-{20}\\] +0% +0 / 5,000$`));
    expect(lines).toHaveLength(5);
    expect(stdout).not.toContain('\u001b');
  });

  it('prints Portuguese texts with --locale pt-BR, and JSON with --json', async () => {
    const { stdout } = await run('--address', services.orchestrator.address, '--locale', 'pt-BR');
    expect(stdout).toMatch(/^1 em execução, 1 na fila, [\d.]+ jogos\/s, [\d.]+ linhas\/s\n\nTRABALHO/);
    const { totals, jobs } = JSON.parse((await run('--address', services.orchestrator.address, '--json')).stdout);
    expect(totals).toMatchObject({ running: 1, waiting: 1 });
    expect(totals.gamesPerSecond).toBeGreaterThan(0);
    expect(jobs.map(({ id }: Job) => id)).toEqual([running.id, waiting.id]);
  });

  it.each([
    [['--address', '127.0.0.1:1', '--once'], 1, 'no connection to the server'],
    [['--interval', '0.1'], 2, '0.2 to 3600'],
    [['--interval', '1e3'], 2, '0.2 to 3600'],
  ])('the arguments %j exit with code %i and report: %s', async (parameters, expected, words) => {
    const { code, stderr } = await run(...parameters);
    expect(code).toBe(expected);
    expect(stderr).toContain(words);
  });

  const hasScript = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;

  it.runIf(hasScript)('renews the alternate screen of a terminal until Ctrl-C, and then restores the first screen', async () => {
    const command = `stty cols 100 rows 20; exec "$NODE" "$MAIN" top --address ${services.orchestrator.address} --interval 0.2`;
    const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      env: { PATH: process.env.PATH, LANG: 'C', NODE: process.execPath, MAIN },
    });
    let screen = '';
    terminal.stdout.on('data', (data) => {
      screen += data;
    });
    const ended = once(terminal, 'close');
    const renewals = () => screen.split('\u001b[H').length - 1;
    await expect.poll(renewals).toBeGreaterThan(3);
    expect(screen.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true);
    expect(screen).toContain('Ctrl-C quits');
    expect(screen).toContain(running.id.slice(0, 8));
    terminal.stdin.write('\u0003');
    const [code] = await ended;
    expect(code).toBe(0);
    expect(screen.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
  });

  it('fits the jobs into the lines of the terminal, and removes control characters that a server sends', () => {
    const job = (id: string, state: Job['state'], games: number) =>
      ({
        id,
        state,
        spec: { lottery: 'mega\u001b[2J' },
        progress: { gamesGenerated: String(games), gamesTotal: '100', rowsWritten: '0', gamesPerSecond: 5, secondsLeft: 3_725 },
      }) as Job;
    const jobs = Array.from({ length: 30 }, (_, i) => job(`${i}`.padStart(8, '0'), i === 0 ? 'JOB_STATE_RUNNING' : 'JOB_STATE_QUEUED', 50));
    const snapshot: JobsSnapshot = { jobs, truncated: true, timeMs: 1_000, done: new Map([['00000000', { games: 50, rows: 0 }]]) };
    const lines = topLines(snapshot, undefined, COMMAND_TEXTS.en, TOP_TEXTS.en, 10);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('1 running, 29+ queued, 5 games/s, 0 rows/s');
    expect(lines[3]).toContain('[##########----------]  50%  50 / 100  5        0     1:02:05');
    expect(lines[9]).toBe('and 24 more');
    expect(lines.join('')).not.toContain('\u001b');
    const later: JobsSnapshot = { ...snapshot, timeMs: 3_000, done: new Map([['00000000', { games: 90, rows: 10 }]]) };
    expect(ratesOf(jobs[0], later, snapshot)).toEqual({ gamesPerSecond: 20, rowsPerSecond: 5 });
    // Fewer games than before mean that the job restarted: the rate of the server is shown.
    expect(ratesOf(jobs[0], snapshot, later).gamesPerSecond).toBe(5);
  });
});
