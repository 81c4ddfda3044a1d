import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENGINE_KINDS, type EngineWorld, requestOf } from '../../support/engines/job-engines.js';
import type { RedisServer } from '../../support/servers/redis-server.js';

/** BullMQ's, which has them for ten seconds and renews them each five at the latest. */
const QUEUE = 'dezenas:queue:jobs';
const LOCK_MS = 10_000;

const cluster = ENGINE_KINDS.filter(({ shared }) => shared);

for (const { name, missing, setUp } of cluster) {
  describe.skipIf(missing !== '')(`the lock of a job at work, ${name}${missing && ` (skipped: ${missing})`}`, () => {
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

    it('is taken again by the one that has it at work, which goes on, when the queue gives it the job again', async () => {
      const { engine, started, finish } = await world.start();
      const { id } = await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
      await expect.poll(() => started).toEqual([5]);
      const lock = `${QUEUE}:${id}:lock`;
      const token = await redis.get(lock);
      // As when the process was paused: it ran out, and the queue's own look for such jobs comes before the next renewal.
      await expect.poll(() => redis.pttl(lock), { interval: 20 }).toBeGreaterThan(LOCK_MS - 500);
      await redis.multi().del(lock).sadd(`${QUEUE}:stalled`, id).exec();
      await expect.poll(() => redis.get(lock)).toMatch(/./);
      const again = await redis.get(lock);
      expect(again).not.toBe(token);
      // Until the first renewal of it: what is left of it grows.
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

    it('is of no matter to the one that has it at work, when it ran out and nobody else has begun', async () => {
      const { engine, started, finish } = await world.start();
      const { id } = await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
      await expect.poll(() => started).toEqual([5]);
      const monitor = await redis.monitor();
      let renewals = 0;
      // extendLocks is the only script of BullMQ with this one key.
      monitor.on('monitor', (_time: string, [command, , keys, key]: string[]) => {
        if (/^eval/i.test(command) && keys === '1' && key === `${QUEUE}:stalled`) renewals++;
      });
      // It stays away until it was to be renewed twice, and the queue does not see that it is gone.
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
