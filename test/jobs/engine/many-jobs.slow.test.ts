import { afterEach, describe, expect, it } from 'vitest';
import type { CreateJobRequest, Job } from '../../../services/client/library/client.js';
import { ENGINE_KINDS } from '../../support/engines/job-engines.js';
import { usedMegabytes } from '../../support/process/used-memory.js';
import { collectWarnings } from '../../support/process/warnings.js';
import { type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';
import { type Services, startServices } from '../../support/services/services.js';

const JOBS = 1_000;
/** Longest time for the jobs in sequence; a slow machine runs fewer than `JOBS` of them. */
const LONGEST_MS = 200_000;
const AT_ONCE = 50;
const requestOf = (seed: number): CreateJobRequest => ({
  spec: { quantity: 100, seed },
  workbook: { format: 'FILE_FORMAT_NONE' },
});

let services: Services;
let redis: RedisServer | undefined;
afterEach(async () => {
  await services?.stop();
  await redis?.stop();
  redis = undefined;
});

for (const { name, missing } of ENGINE_KINDS) {
  describe.skipIf(missing !== '')(`many small jobs, ${name}${missing && ` (skipped: ${missing})`}`, () => {
    it('all complete exactly once, in sequence and concurrently, and memory does not grow', async () => {
      if (name === 'bullmq') redis = await startRedisServer();
      services = await startServices(redis ? { JOB_ENGINE: name, REDIS_URL: redis.url } : {});
      const { jobs } = services;
      const warnings = collectWarnings();
      const ended: Job[] = [];
      const runInARow = async (from: number, to: number) => {
        const untilMs = performance.now() + LONGEST_MS;
        for (let seed = from; seed < to && performance.now() < untilMs; seed++)
          ended.push(await jobs.end((await jobs.create(requestOf(seed))).id));
      };
      await runInARow(0, 100);
      const before = await usedMegabytes();
      const began = performance.now();
      await runInARow(100, JOBS);
      const inARow = (ended.length - 100) / ((performance.now() - began) / 1000);
      // Records of ended jobs are on disk or in Redis, not in memory.
      await expect.poll(usedMegabytes, { interval: 500 }).toBeLessThan(before + 10);

      const beganAll = performance.now();
      const created = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => jobs.create(requestOf(JOBS + i))));
      ended.push(...(await Promise.all(created.map(({ id }) => jobs.end(id)))));
      const atOnce = AT_ONCE / ((performance.now() - beganAll) / 1000);
      console.log(
        `${name}: ${inARow.toFixed(0)} jobs/s in a row, ${atOnce.toFixed(0)} jobs/s of ${AT_ONCE} at once; ` +
          `memory ${before.toFixed(0)} MB after 100 jobs, ${(await usedMegabytes()).toFixed(0)} MB after ${ended.length}`,
      );

      for (const job of ended) expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', attempts: 1, workbooks: [] });
      // Each job has a seed of its own, so that every digest is different.
      expect(new Set(ended.map(({ summary }) => summary?.gamesSha256)).size).toBe(ended.length);
      const listed: Job[] = [];
      let pageToken = '';
      do {
        const page = await jobs.client.listJobs({ pageSize: 300, pageToken, states: ['JOB_STATE_COMPLETED'] });
        listed.push(...page.jobs);
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      expect(listed.map(({ id }) => id).toSorted()).toEqual(ended.map(({ id }) => id).toSorted());
      expect(await services.workbookFiles()).toEqual([]);
      expect(warnings).toEqual([]);
    });
  });
}
