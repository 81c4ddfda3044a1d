/** A watcher receives the final state of a job, without delay. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ENGINE_KINDS, requestOf } from '../../support/engines/job-engines.js';
import { type OpenEngine, openEngine } from '../../support/engines/open-engine.js';
import { type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';

/** Pause between two updates that the engine sends to a watcher. */
const WATCH_INTERVAL_MS = 200;
/** Ends a watch that never receives the final state; a passing test never waits this long. */
const WATCH_TIMEOUT_MS = 120_000;

for (const { name, shared, missing } of ENGINE_KINDS) {
  describe.skipIf(missing !== '')(`a watched job, ${name}${missing && ` (skipped: ${missing})`}`, () => {
    let redis: RedisServer | undefined;
    let opened: OpenEngine;
    let finish: () => void;
    /** Called after each change of a job has been stored. */
    let onStored: () => void;
    beforeEach(async () => {
      redis = shared ? await startRedisServer() : undefined;
      onStored = () => {};
      // Created before the engine, because a watcher may see the job running before its work begins.
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      opened = await openEngine(redis ? { JOB_ENGINE: 'bullmq', REDIS_URL: redis.url } : {}, {
        run: () => finished,
        change: (records) => ({
          update: async (id, change) => {
            const job = await records.update(id, change);
            onStored();
            return job;
          },
        }),
      });
    });
    afterEach(async () => {
      vi.restoreAllMocks();
      await opened.stop();
      await redis?.stop();
    });

    const watchOne = async () => {
      const { id } = await opened.engine.create(await requestOf(1), { requestId: '', fingerprint: '' });
      return { id, watch: opened.engine.watch(id, AbortSignal.timeout(WATCH_TIMEOUT_MS)) };
    };

    it('is reported as ended to a watcher that reads slowly', async () => {
      const { id, watch } = await watchOne();
      const states: string[] = [];
      for await (const { state } of watch) {
        if (states.at(-1) !== state) states.push(state);
        if (state !== 'RUNNING') continue;
        finish();
        await expect.poll(async () => (await opened.records.get(id))?.state).toBe('COMPLETED');
        await expect.poll(async () => (await opened.engine.get(id)).state).toBe('COMPLETED');
      }
      expect(states.at(-1)).toBe('COMPLETED');
    });

    it.skipIf(shared)('is reported as ended without the pause that separates other updates', async () => {
      const { watch } = await watchOne();
      const waits = vi.spyOn(globalThis, 'setTimeout');
      // Ignore timers that start before the final state is stored: they belong to the disk write.
      onStored = () => waits.mockClear();
      let last = '';
      for await (const { state } of watch) {
        last = state;
        if (state === 'RUNNING') setImmediate(finish);
      }
      expect(last).toBe('COMPLETED');
      expect(waits.mock.calls.map(([, ms]) => ms)).not.toContain(WATCH_INTERVAL_MS);
    });
  });
}
