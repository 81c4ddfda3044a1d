/** A watcher hears of the end of a job, and at once. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ENGINE_KINDS, requestOf } from '../../support/engines/job-engines.js';
import { type OpenEngine, openEngine } from '../../support/engines/open-engine.js';
import { type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';

/** Between two tellings of a change. */
const WATCH_INTERVAL_MS = 200;
/** No test waits so long for an end that is told. */
const NEVER_TOLD_MS = 120_000;

for (const { name, shared, missing } of ENGINE_KINDS) {
  describe.skipIf(missing !== '')(`a watched job, ${name}${missing && ` (skipped: ${missing})`}`, () => {
    let redis: RedisServer | undefined;
    let opened: OpenEngine;
    let finish: () => void;
    /** Whenever a change of a job has been kept. */
    let kept: () => void;
    beforeEach(async () => {
      redis = shared ? await startRedisServer() : undefined;
      kept = () => {};
      // A job may be seen to run before its work begins.
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      opened = await openEngine(redis ? { JOB_ENGINE: 'bullmq', REDIS_URL: redis.url } : {}, {
        run: () => finished,
        change: (records) => ({
          update: async (id, change) => {
            const job = await records.update(id, change);
            kept();
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
      return { id, watch: opened.engine.watch(id, AbortSignal.timeout(NEVER_TOLD_MS)) };
    };

    it('is told as ended to one who reads slowly', async () => {
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

    it.skipIf(shared)('is told as ended when it ends, with no pause as between changes', async () => {
      const { watch } = await watchOne();
      const waits = vi.spyOn(globalThis, 'setTimeout');
      // What is waited for until the end is kept is up to the disk.
      kept = () => waits.mockClear();
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
