import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Job, newJob } from '../../../services/orchestrator/jobs/model/job.js';
import { RedisRecords } from '../../../services/orchestrator/jobs/store/cluster/redis-records.js';
import { requestOf } from '../../support/engines/job-engines.js';
import { hasRedis, NO_REDIS, type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';

describe.skipIf(!hasRedis)(`records of jobs in Redis${NO_REDIS}`, () => {
  let server: RedisServer;
  let redis: Redis;
  let job: Job;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    redis = new Redis(server.url);
    job = newJob(randomUUID(), await requestOf(5));
  });
  afterEach(async () => {
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
  });

  /** Requests a cancellation, and throws when it was requested before. */
  const cancelOnce = (each: Job) => {
    if (each.cancelRequested) throw new Error('asked for already');
    each.cancelRequested = true;
    return true;
  };

  /** Simulates lost answers: the connection repeats each script that Redis has already run. */
  const createRepeatingRecords = () => {
    const once = redis.eval.bind(redis) as (...args: unknown[]) => Promise<unknown>;
    redis.eval = (async (...args: unknown[]) => {
      await once(...args);
      return once(...args);
    }) as typeof redis.eval;
    return new RedisRecords(redis);
  };

  it('apply a script once even if the connection sends it twice', async () => {
    const records = createRepeatingRecords();
    expect((await records.add(job, 10))?.id).toBe(job.id);
    expect(await records.update(job.id, cancelOnce)).toMatchObject({ cancelRequested: true });
    await expect(records.update(job.id, cancelOnce)).rejects.toThrow('asked for already');
    expect(await redis.hget(`dezenas:jobs:job:${job.id}`, 'version')).toBe('2');
    expect(await records.remove(job.id, () => true)).toBe(true);
    expect(await records.get(job.id)).toBeUndefined();
  });

  it('report JOB_STORE_FULL when Redis is out of memory, and can still be read and removed', async () => {
    const records = new RedisRecords(redis);
    await records.add(job, 10);
    await redis.config('SET', 'maxmemory', '1');
    const full = { code: 'RESOURCE_EXHAUSTED', reason: 'JOB_STORE_FULL' };
    await expect(records.add(newJob(randomUUID(), job.request), 10)).rejects.toMatchObject(full);
    await expect(records.update(job.id, cancelOnce)).rejects.toMatchObject(full);
    expect(await records.get(job.id)).toMatchObject({ id: job.id, cancelRequested: false });
    expect(await records.remove(job.id, () => true)).toBe(true);
  });
});
