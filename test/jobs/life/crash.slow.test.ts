/** Real processes are killed while they run jobs. Each accepted job ends with the games of an undisturbed run and one set of files. */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CreateJobRequest, Job } from '../../../services/client/library/client.js';
import { JobClient } from '../../support/clients/job-client.js';
import { ENDLESS } from '../../support/data/endless.js';
import { Random } from '../../support/data/random.js';
import { hasRedis, NO_REDIS, type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';
import { type ServiceProcess, startServiceProcess } from '../../support/services/service-process.js';
import { fileOf, type Services, startServices } from '../../support/services/services.js';

const PARTS = 4;
/** Longest time for the rounds of kills; a slow machine runs fewer rounds. */
const LONGEST_MS = 60_000;
const REQUEST: CreateJobRequest = {
  spec: { quantity: 200_000, seed: 5, constraints: { maxRepetition: 5 } },
  workbook: { sheetGames: 50_000 },
};

/** Names of the files that a job with so many parts must have, and no others. */
const filesOf = (job: Job, parts = PARTS) => Array.from({ length: parts }, (_, i) => fileOf(job, i + 1));
const digestsOf = (job: Job) => job.workbooks.map(({ sha256 }) => sha256);

describe('an embedded server', () => {
  let folder: string;
  let server: ServiceProcess;
  let jobs: JobClient;
  const start = async () => {
    server = await startServiceProcess('all', { DATA_DIR: folder, WORKBOOK_DIR: join(folder, 'workbooks') });
    jobs = new JobClient(server.address);
  };
  const files = async (job: Job) =>
    (await readdir(join(folder, 'workbooks'))).filter((name) => name.startsWith(job.id.slice(0, -4))).toSorted();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-crash-'));
    await start();
  });
  afterEach(async () => {
    jobs.close();
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('completes a job after its restart when it is killed at random moments', async () => {
    const began = performance.now();
    const undisturbed = await jobs.end((await jobs.create(REQUEST)).id);
    const length = performance.now() - began;
    expect(undisturbed).toMatchObject({ state: 'JOB_STATE_COMPLETED', attempts: 1 });
    const random = new Random(20);
    const attempts: number[] = [];
    for (let round = 1; round <= 20 && performance.now() - began < LONGEST_MS; round++) {
      // A caller that gets no answer repeats the request with the same request id.
      const request = { ...REQUEST, requestId: `round-${round}` };
      const moment = random.below(length * 1.2);
      const created = jobs.create(request).catch(() => undefined);
      // On a busy machine the duration varies: every fourth kill waits for the job to start, so that some kills interrupt running jobs.
      if (round % 4 === 1) await jobs.until((await created)?.id ?? '', ({ state }) => state !== 'JOB_STATE_QUEUED');
      else await new Promise((resolve) => setTimeout(resolve, moment));
      await server.kill();
      jobs.close();
      const accepted = await created;
      await start();
      const { id } = await jobs.create(request);
      if (accepted) expect(id).toBe(accepted.id);
      const job = await jobs.end(id);
      expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', summary: { gamesSha256: undisturbed.summary?.gamesSha256 } });
      expect(job.workbooks).toHaveLength(PARTS);
      await expect.poll(() => files(job)).toEqual(filesOf(job));
      attempts.push(job.attempts);
    }
    // At least one kill interrupted a running job.
    expect(Math.max(...attempts)).toBe(2);
    console.log(
      `killed ${attempts.length} times within ${length.toFixed(0)} ms jobs: attempts ${attempts.join(' ')}; every digest as undisturbed`,
    );
    const { jobs: known } = await jobs.client.listJobs({ pageSize: 100 });
    expect(known).toHaveLength(attempts.length + 1);
    expect((await readdir(join(folder, 'workbooks'))).length).toBe((attempts.length + 1) * PARTS);
  });

  it('hands running and queued jobs to its successor when it is stopped by SIGTERM', async () => {
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push((await jobs.create({ ...REQUEST, spec: { ...REQUEST.spec, quantity: 150_000 } })).id);
    expect(await server.kill('SIGTERM')).toBe(0);
    jobs.close();
    await start();
    const ended = await Promise.all(ids.map((id) => jobs.end(id)));
    expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(['JOB_STATE_COMPLETED']));
    expect(new Set(ended.map(({ summary }) => summary?.gamesSha256)).size).toBe(1);
  });
});

describe.skipIf(!hasRedis)(`a cluster${NO_REDIS}`, () => {
  let redis: RedisServer;
  let services: Services;
  let orchestrators: ServiceProcess[];
  let clients: JobClient[];
  beforeEach(async () => {
    redis = await startRedisServer();
    // Only the generator and the excel-writer of these services are used.
    services = await startServices();
    const settings = {
      ...{ JOB_ENGINE: 'bullmq', REDIS_URL: redis.url, DATA_DIR: services.dataDir },
      ...{ GENERATOR_ADDRESS: services.generator.address, EXCEL_WRITER_ADDRESS: services.writer.address },
    };
    orchestrators = [await startServiceProcess('orchestrator', settings), await startServiceProcess('orchestrator', settings)];
    clients = orchestrators.map(({ address }) => new JobClient(address));
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await Promise.all(orchestrators.map(({ kill }) => kill()));
    await services.stop();
    await redis.stop();
  });

  const files = async (job: Job) => (await services.workbookFiles()).filter((name) => name.startsWith(job.id.slice(0, -4))).toSorted();
  /** Waits until an orchestrator has started a job, and returns its index. */
  const runnerOf = async (id: string) => {
    const has = ({ log }: ServiceProcess) => log.some(({ job, msg }) => job === id && msg === 'job started');
    await expect.poll(() => orchestrators.findIndex(has), { interval: 5 }).not.toBe(-1);
    return orchestrators.findIndex(has);
  };
  const undisturbed = async (request = REQUEST) => clients[0].end((await clients[0].create(request)).id);

  it('completes a job whose orchestrator is killed', async () => {
    // The job is large enough that most of its work remains when the first file is reported, on any machine.
    const parts = 4 * PARTS;
    const request = { ...REQUEST, spec: { ...REQUEST.spec, quantity: 800_000 } };
    const { summary } = await undisturbed(request);
    const { id } = await clients[0].create(request);
    const busy = await runnerOf(id);
    await clients[1 - busy].until(id, ({ workbooks }) => workbooks.length > 0);
    await orchestrators[busy].kill();
    const killed = performance.now();
    const job = await clients[1 - busy].end(id);
    console.log(`taken over and completed ${((performance.now() - killed) / 1000).toFixed(1)} s after the kill`);
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', summary: { gamesSha256: summary?.gamesSha256 } });
    expect(job.attempts).toBeGreaterThan(1);
    await expect.poll(() => files(job)).toEqual(filesOf(job, parts).toSorted());
  });

  it('stores one final state and one set of files when an orchestrator is paused until its job is taken over', async () => {
    const { summary } = await undisturbed();
    const { id } = await clients[0].create({ ...REQUEST, spec: { ...REQUEST.spec, quantity: 200_000 } });
    const busy = await runnerOf(id);
    orchestrators[busy].child.kill('SIGSTOP');
    const job = await clients[1 - busy].end(id);
    orchestrators[busy].child.kill('SIGCONT');
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', summary: { gamesSha256: summary?.gamesSha256 } });
    // The orchestrator that was paused reports the same files.
    expect(digestsOf(await clients[busy].get(id))).toEqual(digestsOf(job));
    await expect.poll(() => files(job)).toEqual(filesOf(job));
    // The orchestrator that was paused runs jobs again.
    await orchestrators[1 - busy].kill();
    expect(await clients[busy].end((await clients[busy].create(REQUEST)).id)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
  });

  it('completes a job when Redis is killed and restarted, or does not answer for a while, during the job', async () => {
    const { summary } = await undisturbed();
    for (const disturb of [
      async () => {
        await redis.kill();
        await redis.start();
      },
      async () => {
        redis.pause();
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        redis.resume();
      },
    ]) {
      const { id } = await clients[0].create(REQUEST);
      const busy = await runnerOf(id);
      expect(orchestrators[busy].log.some(({ job, msg }) => job === id && msg === 'job ended')).toBe(false);
      await disturb();
      const job = await clients[busy].end(id);
      expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', summary: { gamesSha256: summary?.gamesSha256 } });
      await expect.poll(() => files(job)).toEqual(filesOf(job));
    }
  });

  it('cancels a job that another orchestrator runs', async () => {
    const { id } = await clients[0].create({ spec: ENDLESS });
    const busy = await runnerOf(id);
    const startedAt = performance.now();
    expect(await clients[1 - busy].cancel(id)).toMatchObject({ state: 'JOB_STATE_CANCELLED' });
    console.log(`cancelled from another orchestrator after ${(performance.now() - startedAt).toFixed(0)} ms`);
    await expect.poll(() => services.workbookFiles()).toEqual([]);
  });
});
