import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENGINE_KINDS, type EngineWorld, requestOf } from '../../support/engines/job-engines.js';
import type { RedisServer } from '../../support/servers/redis-server.js';

/** BullMQ locks a job for ten seconds and renews the lock every five seconds at the latest. */
const QUEUE = 'dezenas:queue:jobs';
const LOCK_MS = 10_000;

const cluster = ENGINE_KINDS.filter(({ shared }) => shared);

for (const { name, missing, setUp } of cluster) {
  describe.skipIf(missing !== '')(`the lock of a running job, ${name}${missing && ` (skipped: ${missing})`}`, () => {
    let world: EngineWorld;
    let redis: Redis;
    beforeEach(async () => {
      world = await setUp();
      redis = new Redis((world.redis as RedisServer).url);
    });
    afterEach(async () => {
      redis.disconnect();
      await world.tearDown();
    });

    it('is acquired again by the engine that runs the job, without a restart, when the queue delivers the job again', async () => {
      const { engine, started, finish } = await world.start();
      const { id } = await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
      await expect.poll(() => started).toEqual([5]);
      const lock = `${QUEUE}:${id}:lock`;
      const token = await redis.get(lock);
      // Simulates a paused process: the lock expired, and BullMQ's check for stalled jobs runs before the next renewal.
      await expect.poll(() => redis.pttl(lock), { interval: 20 }).toBeGreaterThan(LOCK_MS - 500);
      await redis.multi().del(lock).sadd(`${QUEUE}:stalled`, id).exec();
      await expect.poll(() => redis.get(lock)).toMatch(/./);
      const again = await redis.get(lock);
      expect(again).not.toBe(token);
      // Wait for the first renewal of the new lock, which lengthens its remaining time.
      let leftMs = Number.POSITIVE_INFINITY;
      const grows = async () => {
        const beforeMs = leftMs;
        leftMs = await redis.pttl(lock);
        return leftMs > beforeMs;
      };
      await expect.poll(grows, { interval: 20 }).toBe(true);
      expect(await redis.get(lock)).toBe(again);
      expect(started).toEqual([5]);
      finish(5);
      await expect.poll(() => engine.get(id)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
      await expect.poll(() => redis.exists(`${QUEUE}:${id}`)).toBe(0);
    });

    it('may expire without interrupting the engine that runs the job while no other engine has started it', async () => {
      const { engine, started, finish } = await world.start();
      const { id } = await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
      await expect.poll(() => started).toEqual([5]);
      const monitor = await redis.monitor();
      let renewals = 0;
      // extendLocks is the only script of BullMQ with this one key.
      monitor.on('monitor', (_time: string, [command, , keys, key]: string[]) => {
        if (/^eval/i.test(command) && keys === '1' && key === `${QUEUE}:stalled`) renewals++;
      });
      // Delete the lock until two renewals have been due, and hide the loss from BullMQ's check for stalled jobs.
      const renewalsWithout = async () => {
        await redis.multi().del(`${QUEUE}:${id}:lock`).srem(`${QUEUE}:stalled`, id).exec();
        return renewals;
      };
      await expect.poll(renewalsWithout, { interval: 50 }).toBeGreaterThanOrEqual(2);
      monitor.disconnect();
      expect(started).toEqual([5]);
      finish(5);
      await expect.poll(() => engine.get(id)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
      await expect.poll(() => redis.exists(`${QUEUE}:${id}`)).toBe(0);
    });
  });
}
