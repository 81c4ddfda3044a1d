/**
 * `npm run test:compose`: brings the cluster of docker-compose.yml up under a project name of its own, runs jobs from
 * this host against it, takes parts of it away, and takes it down again. Skips with a word where there is no engine.
 */

import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient, type DezenasClient, type Job } from '../../services/client/client.js';
import { startEmbedded } from '../../services/client/embedded.js';
import { drawsCsv, importDraws } from '../support/draws.js';
import { JobClient } from '../support/job-client.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROJECT = `dezenas-test-${process.pid}`;
/** Without those that only watch: their images may not be to be had. */
const SERVICES = ['orchestrator', 'generator', 'excel-writer'];
const SPEC = { quantity: 300_000, seed: 2026 };

const execute = promisify(execFile);
let port = 0;
let passed = 0;
let failed = 0;

async function compose(...parameters: string[]): Promise<string> {
  const { stdout } = await execute('docker', ['compose', '--project-name', PROJECT, ...parameters], {
    cwd: ROOT,
    env: { ...process.env, DEZENAS_PORT: String(port) },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** One line a check; the rest goes on after a failure. */
async function check(title: string, work: () => Promise<string | undefined>): Promise<void> {
  try {
    const detail = await work();
    passed++;
    console.log(`ok      ${title}${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${title}: ${error instanceof Error ? error.message : error}`);
  }
}

function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)}, not ${String(expected)}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

function reasonToSkip(): string | undefined {
  const engine = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], { encoding: 'utf8' });
  if (engine.error) return 'docker is not installed';
  if (engine.status !== 0) return 'no Docker engine answers';
  if (spawnSync('docker', ['compose', 'version']).status !== 0) return 'docker has no compose plugin';
  return undefined;
}

async function finished(client: DezenasClient, id: string): Promise<Job> {
  let last: Job | undefined;
  for await (const job of client.watchJob(id)) last = job;
  if (!last) throw new Error('the watch ended without a job');
  return last;
}

/** The same spec and history on this host, in one process. */
async function digestHere(csv: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
  const services = await startEmbedded({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: folder, WORKBOOK_DIR: folder });
  const jobs = new JobClient(services.orchestrator.address);
  try {
    await importDraws(jobs.client, csv);
    return (await jobs.games(SPEC)).sha256;
  } finally {
    jobs.close();
    await services.stop();
    await rm(folder, { recursive: true });
  }
}

async function runChecks(client: DezenasClient): Promise<void> {
  const csv = drawsCsv();
  let digest = '';
  await check('the draws are imported', async () => `${(await importDraws(client, csv)).history.draws} draws`);

  await check(`a job of ${SPEC.quantity} games is written and downloaded whole`, async () => {
    const started = performance.now();
    const job = await finished(client, (await client.createJob({ spec: SPEC })).id);
    expectEqual(job.state, 'JOB_STATE_COMPLETED', `state (${job.failure?.message})`);
    expectEqual(job.executor, 'generators', 'executor');
    digest = job.summary?.gamesSha256 ?? '';
    const file = createHash('sha256');
    let bytes = 0;
    for await (const piece of client.downloadWorkbook(job.id)) {
      file.update(piece);
      bytes += piece.length;
    }
    expectEqual(file.digest('hex'), job.workbooks[0]?.sha256, 'the digest of the file');
    return `${((performance.now() - started) / 1000).toFixed(2)} s, ${(bytes / 1e6).toFixed(1)} MB`;
  });

  await check('the same games come from this host without a cluster', async () => {
    expectEqual(await digestHere(csv), digest, 'the digest of the games');
    return digest;
  });

  await check('both generators worked', async () => {
    const counts = await Promise.all(
      [1, 2].map(
        async (index) => ((await compose('logs', '--index', String(index), 'generator')).match(/"msg":"generated"/g) ?? []).length,
      ),
    );
    if (counts.some((count) => count === 0)) throw new Error(`calls by generator: ${counts.join(', ')}`);
    return `${counts.join(' and ')} calls`;
  });

  await check('a generator killed in the middle of a job costs nothing', async () => {
    const { id } = await client.createJob({ spec: { ...SPEC, quantity: 1_000_000 } });
    let killed = false;
    let job: Job | undefined;
    for await (job of client.watchJob(id)) {
      if (killed || Number(job.progress?.gamesGenerated) === 0) continue;
      killed = true;
      await execute('docker', ['kill', '--signal', 'KILL', `${PROJECT}-generator-1`]);
    }
    expectEqual(killed, true, 'killed in time');
    expectEqual(job?.state, 'JOB_STATE_COMPLETED', `state (${job?.failure?.message})`);
    const jobs = new JobClient(`127.0.0.1:${port}`);
    const calm = await jobs.games({ ...SPEC, quantity: 1_000_000 });
    jobs.close();
    expectEqual(job?.summary?.gamesSha256, calm.sha256, 'the digest of the games');
    await compose('up', '--detach', '--wait', '--no-recreate', ...SERVICES);
    return undefined;
  });

  await check('an excel-writer killed in the middle of a job fails it with that reason', async () => {
    const { id } = await client.createJob({ spec: { quantity: 1_000_000, seed: 5 } });
    let killed = false;
    let job: Job | undefined;
    for await (job of client.watchJob(id)) {
      if (killed || Number(job.progress?.rowsWritten) === 0) continue;
      killed = true;
      await execute('docker', ['kill', '--signal', 'KILL', `${PROJECT}-excel-writer-1`]);
    }
    expectEqual(killed, true, 'killed in time');
    expectEqual(job?.state, 'JOB_STATE_FAILED', 'state');
    expectEqual(job?.failure?.reason, 'EXCEL_WRITER_UNAVAILABLE', 'reason');
    await compose('up', '--detach', '--wait', '--no-recreate', ...SERVICES);
    const again = await finished(client, (await client.createJob({ spec: SPEC })).id);
    expectEqual(again.state, 'JOB_STATE_COMPLETED', `state after its return (${again.failure?.message})`);
    return `${job?.failure?.message}; after its return the next job completes`;
  });

  await check('no container runs as root or may write its own files', async () => {
    for (const service of ['orchestrator', 'generator', 'excel-writer']) {
      expectEqual((await compose('exec', '-T', service, 'id', '-u')).trim(), '1000', `user of ${service}`);
      const write = await compose('exec', '-T', service, 'touch', '/app/x').then(
        () => 'written',
        () => 'refused',
      );
      expectEqual(write, 'refused', `a write into ${service}`);
    }
    return undefined;
  });
}

const skip = reasonToSkip();
if (skip) {
  console.log(`skipped: ${skip}`);
} else {
  port = await freePort();
  try {
    await check('the cluster is built and well', async () => {
      await compose('up', '--build', '--detach', '--wait', ...SERVICES);
      return (await compose('ps', '--format', '{{.Name}} {{.Status}}')).trim().split('\n').length.toString().concat(' containers');
    });
    const client = createClient({ address: `127.0.0.1:${port}` });
    if (failed === 0) await runChecks(client);
    client.close();
    await check('the containers stop by themselves when told to', async () => {
      await compose('stop');
      const codes = (await compose('ps', '--all', '--format', '{{.ExitCode}}')).trim().split('\n');
      for (const code of codes) expectEqual(code, '0', 'an exit code');
      return `exit codes ${codes.join(', ')}`;
    });
    if (failed > 0) console.log(await compose('logs', '--tail', '20'));
  } finally {
    await compose('down', '--volumes', '--remove-orphans');
  }
}
console.log(`${passed} passed, ${failed} failed${skip ? ', 1 skipped' : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
