/** A draining engine requeues its running jobs, except those that a caller cancels in the meantime. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobRunner } from '../../../services/orchestrator/jobs/engine/job-runner.js';
import { ENGINE_KINDS, requestOf } from '../../support/engines/job-engines.js';
import { type OpenEngine, openEngine } from '../../support/engines/open-engine.js';
import { type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';

for (const kind of ENGINE_KINDS) {
  describe.skipIf(kind.missing !== '')(`the ${kind.name} engine${kind.missing && ` (skipped: ${kind.missing})`}`, () => {
    let redis: RedisServer | undefined;
    const opened: OpenEngine[] = [];
    beforeEach(async () => {
      redis = kind.shared ? await startRedisServer() : undefined;
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.stop()));
      await redis?.stop();
    });
    const open = async (run: JobRunner) => {
      const each = await openEngine(redis ? { JOB_ENGINE: 'bullmq', REDIS_URL: redis.url } : {}, { run });
      opened.push(each);
      return each;
    };

    it('cancels a running job instead of requeuing it when the cancellation arrives during a drain', async () => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let started = 0;
      const one = await open(async (_job, _changed, signal) => {
        started++;
        await held;
        throw signal.reason;
      });
      const { id } = await one.engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
      await expect.poll(() => started, { interval: 5 }).toBe(1);
      const drained = one.engine.drain(0);
      const other = kind.shared ? await open(async () => void started++) : one;
      const cancelled = other.engine.cancel(id);
      await expect.poll(async () => (await one.records.get(id))?.cancelRequested, { interval: 5 }).toBe(true);
      release();
      await drained;
      expect(await cancelled).toMatchObject({ state: 'CANCELLED', attempts: 1 });
      expect(started).toBe(1);
    });
  });
}
