import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../services/client/library/client.js';
import type { GameSpec } from '../../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { hasRedis, NO_REDIS, type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';
import { type ServiceProcess, startServiceProcess } from '../../support/services/service-process.js';

const DRAIN_SECONDS = 2;
/** Longest time for a stop: the drain, then calls to Redis, new ones and those begun earlier, each of which may wait two seconds. */
const LATEST_MS = DRAIN_SECONDS * 1_000 + 8_000;

const LONG: GameSpec = { quantity: 1_000, seed: 3, bestOf: 100_000_000 };

describe.skipIf(!hasRedis)(`an orchestrator with jobs in Redis${NO_REDIS}`, () => {
  let redis: RedisServer;
  let folder: string;
  let orchestrator: ServiceProcess | undefined;
  /** Duration of the last start, which measures how busy the machine is. */
  let startMs: number;
  beforeEach(async () => {
    redis = await startRedisServer();
    folder = await mkdtemp(join(tmpdir(), 'dezenas-stop-'));
  });
  afterEach(async () => {
    await orchestrator?.kill();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async () => {
    const settings = { DATA_DIR: folder, JOB_ENGINE: 'bullmq', REDIS_URL: redis.url, DRAIN_SECONDS: String(DRAIN_SECONDS) };
    const startedAt = performance.now();
    orchestrator = await startServiceProcess('orchestrator', settings);
    startMs = performance.now() - startedAt;
    return orchestrator;
  };
  const stop = async ({ kill }: ServiceProcess) => {
    const startedAt = performance.now();
    const late = new Promise((resolve) => setTimeout(resolve, LATEST_MS + 2 * startMs, 'not stopped').unref());
    const code = await Promise.race([kill('SIGTERM'), late]);
    return { code, ms: performance.now() - startedAt };
  };

  it.each(['kill', 'pause'] as const)('stops in time with exit code 0 when no job runs and Redis is unavailable (%s)', async (how) => {
    const process = await start();
    await redis[how]();
    const { code, ms } = await stop(process);
    expect(code).toBe(0);
    console.log(`stopped without a job, Redis after ${how}: ${ms.toFixed(0)} ms`);
  });

  it.each(['kill', 'pause'] as const)(
    'stops in time with exit code 0 when a job runs and Redis is unavailable, and a later process starts the job (%s)',
    async (how) => {
      const process = await start();
      const client = createClient({ address: process.address });
      const { id } = await client.createJob({
        spec: LONG,
        mode: 'GENERATION_MODE_SEQUENTIAL',
        workbook: { format: 'FILE_FORMAT_NONE' },
      });
      await expect.poll(async () => (await client.getJob(id)).state).toBe('JOB_STATE_RUNNING');
      client.close();
      await redis[how]();
      const { code, ms } = await stop(process);
      expect(code).toBe(0);
      console.log(`stopped with a job, Redis after ${how}: ${ms.toFixed(0)} ms`);
      if (how === 'kill') await redis.start();
      else redis.resume();
      const next = await start();
      await expect.poll(() => next.log.some(({ msg, job }) => msg === 'job started' && job === id)).toBe(true);
      await redis.kill();
    },
  );

  it('exits with an error that names the setting that cannot be used, also when its port is in use', async () => {
    const settings = { DATA_DIR: folder, JOB_ENGINE: 'bullmq', REDIS_URL: redis.url };
    const fails = (wrong: Record<string, string>) => expect(startServiceProcess('orchestrator', { ...settings, ...wrong })).rejects;
    await fails({ AUTH_TOKENS_FILE: join(folder, 'none') }).toThrow('AUTH_TOKENS_FILE: cannot be read');
    await fails({ PORT: String(redis.port) }).toThrow('orchestrator: PORT: listen EADDRINUSE');
  });
});
