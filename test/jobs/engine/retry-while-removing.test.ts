/** A job that is asked for again in the moment in which it is forgotten: one of both happens, and who asked is told which. */

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
    /** Attempts whose files were removed. */
    let removed: number[];
    /** What happens while files are removed, and before a job is forgotten; once. */
    let whileRemoving: (id: string) => Promise<unknown>;
    let beforeForgetting: (id: string) => Promise<unknown>;
    /** The work of second attempts waits for it. */
    let held: Promise<void>;
    let release: () => void;
    const nothing = async () => {};
    beforeEach(async () => {
      redis = kind.shared ? await startRedisServer() : undefined;
      removed = [];
      held = Promise.resolve();
      release = () => {};
      whileRemoving = nothing;
      beforeForgetting = nothing;
    });
    afterEach(async () => {
      release();
      await opened.stop();
      await redis?.stop();
    });

    /** Fails a job of an engine where the second attempt of each comes to its end. */
    const failOne = async (settings: Record<string, string> = {}) => {
      opened = await openEngine(redis ? { JOB_ENGINE: 'bullmq', REDIS_URL: redis.url, ...settings } : settings, {
        run: async ({ attempts }) => {
          if (attempts === 1) throw new Error('once');
          await held;
        },
        files: {
          removeAll: async ({ id, attempts }) => {
            const first = whileRemoving;
            whileRemoving = nothing;
            await first(id);
            removed.push(attempts);
          },
        },
        change: (records) => ({
          remove: async (id, may) => {
            const first = beforeForgetting;
            beforeForgetting = nothing;
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

    it('keeps a job that was retried while DeleteJob removed its files', async () => {
      const id = await failOne();
      // Its work is held until the answer: it has not ended.
      held = new Promise<void>((resolve) => {
        release = resolve;
      });
      beforeForgetting = (each) => opened.engine.retry(each);
      await expect(opened.engine.delete(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'JOB_ACTIVE' });
      release();
      expect(await end(id)).toMatchObject({ state: 'COMPLETED', attempts: 2 });
      expect(removed).toEqual([1]);
    });

    it('deletes the files of all attempts of a job that was retried and has ended meanwhile', async () => {
      const id = await failOne();
      whileRemoving = async () => {
        await opened.engine.retry(id);
        await end(id);
      };
      await opened.engine.delete(id);
      expect(removed).toEqual([1, 2]);
      await expect(opened.engine.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('keeps an expired job that was retried in the moment in which it is forgotten', async () => {
      let retried: Job | undefined;
      beforeForgetting = async (id) => {
        retried = await opened.engine.retry(id);
      };
      // Its second life is as short: it begins when someone looks.
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
