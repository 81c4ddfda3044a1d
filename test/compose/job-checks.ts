import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../services/client/cli/run/embedded.js';
import type { DezenasClient, GameSpec, Job } from '../../services/client/library/client.js';
import { JobClient } from '../support/clients/job-client.js';
import { drawsCsv, importDraws } from '../support/data/draws.js';
import { check, expectEqual } from './checks.js';
import { type Cluster, docker } from './cluster.js';

export const SPEC: GameSpec = { quantity: 300_000, seed: 2026 };

/** Runs a job to its end. `disturb` runs once, after the first games. */
export async function runJob(client: DezenasClient, spec: GameSpec, disturb?: () => Promise<unknown>): Promise<Job> {
  const { id } = await client.createJob({ spec });
  let last: Job | undefined;
  let disturbance: Promise<unknown> | undefined;
  for await (const job of client.watchJob(id)) {
    last = job;
    if (disturb && !disturbance && Number(job.progress?.gamesGenerated) > 0 && job.state === 'JOB_STATE_RUNNING') {
      disturbance = disturb();
      // Awaited below; until then a failure must not count as unhandled.
      disturbance.catch(() => {});
    }
  }
  if (disturb && !disturbance) throw new Error('the job ended before the fault could be injected');
  await disturbance;
  if (!last) throw new Error('the watch ended without a job');
  return last;
}

export async function expectCompleted(job: Job, digest: string): Promise<void> {
  expectEqual(job.state, 'JOB_STATE_COMPLETED', `state (${job.failure?.message})`);
  expectEqual(job.summary?.gamesSha256, digest, 'the digest of the games');
}

/** Checks a cluster without faults. @returns the digest of the games of SPEC. */
export async function checkJobs(cluster: Cluster, client: DezenasClient): Promise<string> {
  const csv = drawsCsv();
  let digest = '';
  await check('both orchestrators have the imported draws', async () => {
    const { history } = await importDraws(client, csv);
    const other = new JobClient(await cluster.address('orchestrator', 50051, 2));
    expectEqual((await other.client.getHistory()).version, history.version, 'the history version of the second orchestrator');
    other.close();
    return `${history.draws} draws`;
  });

  await check(`a job of ${SPEC.quantity} games completes and its workbook downloads intact`, async () => {
    const started = performance.now();
    const job = await runJob(client, SPEC);
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

  await check('this host generates the same games without a cluster', async () => {
    expectEqual(await digestWithoutCluster(csv), digest, 'the digest of the games');
    return digest;
  });

  await check('no container runs as root or can write its own files', async () => {
    for (const service of ['orchestrator', 'generator', 'excel-writer']) {
      expectEqual(await docker('exec', cluster.container(service), 'id', '-u'), '1000', `user of ${service}`);
      const write = await docker('exec', cluster.container(service), 'touch', '/app/x').then(
        () => 'written',
        () => 'refused',
      );
      expectEqual(write, 'refused', `a write into ${service}`);
    }
    return undefined;
  });
  return digest;
}

/** Generates the games of SPEC with these draws in this process. @returns the digest of the games. */
async function digestWithoutCluster(csv: Buffer): Promise<string> {
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
