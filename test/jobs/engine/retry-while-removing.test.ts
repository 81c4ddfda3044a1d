/** A retry races with the removal of a job: exactly one of them succeeds, and the other caller gets an error. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../services/orchestrator/jobs/model/job.js';
import { ENGINE_KINDS, requestOf } from '../../support/engines/job-engines.js';
import { type OpenEngine, openEngine } from '../../support/engines/open-engine.js';
import { type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';

const NEVER = new AbortController().signal;

for (const kind of ENGINE_KINDS) {
  describe.skipIf(kind.missing !== '')(`the ${kind.name} engine${kind.missing && ` (skipped: ${kind.missing})`}`, () => {
    let redis: RedisServer | undefined;
    let opened: OpenEngine;
    /** Numbers of the attempts whose files were removed. */
    let removed: number[];
    /** Hooks that run once each: while files are removed, and before the record is removed. */
    let whileRemoving: (id: string) => Promise<unknown>;
    let beforeRecordRemoval: (id: string) => Promise<unknown>;
    /** The work of a second attempt waits for this promise. */
    let held: Promise<void>;
    let release: () => void;
    const doNothing = async () => {};
    beforeEach(async () => {
      redis = kind.shared ? await startRedisServer() : undefined;
      removed = [];
      held = Promise.resolve();
      release = () => {};
      whileRemoving = doNothing;
      beforeRecordRemoval = doNothing;
    });
    afterEach(async () => {
      release();
      await opened.stop();
      await redis?.stop();
    });

    /** Creates a job whose first attempt fails and whose second attempt succeeds, and waits for the failure. */
    const failOne = async (settings: Record<string, string> = {}) => {
      opened = await openEngine(redis ? { JOB_ENGINE: 'bullmq', REDIS_URL: redis.url, ...settings } : settings, {
        run: async ({ attempts }) => {
          if (attempts === 1) throw new Error('once');
          await held;
        },
        files: {
          removeAll: async ({ id, attempts }) => {
            const first = whileRemoving;
            whileRemoving = doNothing;
            await first(id);
            removed.push(attempts);
          },
        },
        change: (records) => ({
          remove: async (id, may) => {
            const first = beforeRecordRemoval;
            beforeRecordRemoval = doNothing;
            await first(id);
            return records.remove(id, may);
          },
        }),
      });
      const { id } = await opened.engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
      expect(await end(id)).toMatchObject({ state: 'FAILED' });
      return id;
    };
    const end = async (id: string) => {
      let last: Job | undefined;
      for await (const job of opened.engine.watch(id, NEVER)) last = job;
      return last;
    };

    it('keeps a job that is retried while DeleteJob removes its files', async () => {
      const id = await failOne();
      // Hold the second attempt until DeleteJob has answered, so that the job is still active.
      held = new Promise<void>((resolve) => {
        release = resolve;
      });
      beforeRecordRemoval = (each) => opened.engine.retry(each);
      await expect(opened.engine.delete(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'JOB_ACTIVE' });
      release();
      expect(await end(id)).toMatchObject({ state: 'COMPLETED', attempts: 2 });
      expect(removed).toEqual([1]);
    });

    it('deletes the files of all attempts when a retry starts and ends during DeleteJob', async () => {
      const id = await failOne();
      whileRemoving = async () => {
        await opened.engine.retry(id);
        await end(id);
      };
      await opened.engine.delete(id);
      expect(removed).toEqual([1, 2]);
      await expect(opened.engine.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('keeps an expired job that is retried just before its record is removed', async () => {
      let retried: Job | undefined;
      beforeRecordRemoval = async (id) => {
        retried = await opened.engine.retry(id);
      };
      // The time to live of the second attempt is just as short; hold its end until the watch has started.
      held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const id = await failOne({ JOB_TTL_SECONDS: '3', JOB_EXPIRED_SECONDS: '1' });
      await expect.poll(() => retried).toMatchObject({ id, state: 'QUEUED' });
      const ended = end(id);
      release();
      expect(await ended).toMatchObject({ state: 'COMPLETED', attempts: 2 });
    });
  });
}
