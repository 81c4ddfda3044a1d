/** The record and the files of a job agree although the store fails, or loses its answer, when the final state is stored. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job, WorkbookInfo } from '../../../services/orchestrator/jobs/model/job.js';
import { DezenasError } from '../../../services/shared/errors.js';
import { startPrometheus } from '../../../services/shared/observability/prometheus.js';
import { grown, parseScrape } from '../../support/clients/scrape.js';
import { ENGINE_KINDS, requestOf } from '../../support/engines/job-engines.js';
import { type OpenEngine, openEngine } from '../../support/engines/open-engine.js';
import { type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';

const NEVER = new AbortController().signal;
const UNNAMED = { requestId: '', fingerprint: '' };
const WORKBOOK: WorkbookInfo = {
  ...{ fileName: 'jogos.xlsx', sizeBytes: 1, sha256: '0'.repeat(64) },
  ...{ games: 5, part: 1, parts: 1, firstGame: 1 },
};
const away = () => new DezenasError('UNAVAILABLE', 'the store does not answer', { reason: 'JOB_STORE_UNAVAILABLE' });

for (const kind of ENGINE_KINDS) {
  describe.skipIf(kind.missing !== '')(`the ${kind.name} engine${kind.missing && ` (skipped: ${kind.missing})`}`, () => {
    let redis: RedisServer | undefined;
    let opened: OpenEngine;
    /** Numbers of the attempts whose files were removed. */
    let removed: number[];
    /** Attempt number in the record while the files were removed. */
    let attemptInRecord: number;
    /** Wraps the first update that stores a final state. */
    let saveEnd: (save: () => Promise<Job | undefined>, id: string) => Promise<Job | undefined>;
    beforeEach(async () => {
      redis = kind.shared ? await startRedisServer() : undefined;
      removed = [];
      let worked = 0;
      let saved = false;
      const removeAll = async ({ id, attempts }: Job) => {
        attemptInRecord = (await opened.engine.get(id)).attempts;
        removed.push(attempts);
      };
      opened = await openEngine(redis ? { JOB_ENGINE: 'bullmq', REDIS_URL: redis.url } : {}, {
        run: async (job) => {
          job.workbooks.push(WORKBOOK);
          worked++;
        },
        files: { removeAll },
        change: (records) => ({
          // Without this, the sweep would requeue a job that no engine owns within a second.
          active: async () => [],
          update: async (id, change) => {
            const save = () => records.update(id, change);
            if (worked === 0 || saved) return save();
            saved = true;
            return saveEnd(save, id);
          },
        }),
      });
    });
    afterEach(async () => {
      await opened.stop();
      await redis?.stop();
    });

    const end = async () => {
      const { id } = await opened.engine.create(await requestOf(5), UNNAMED);
      let last: Job | undefined;
      for await (const job of opened.engine.watch(id, NEVER)) last = job;
      return last;
    };

    const countEnds = async () => {
      const metrics = startPrometheus();
      const before = parseScrape(await metrics.read());
      return async () => grown(before, parseScrape(await metrics.read()), 'dezenas_jobs_total');
    };

    it('keeps the files of a completed job, and counts it once, when the answer of the store is lost', async () => {
      const countedEnds = await countEnds();
      saveEnd = async (save) => {
        await save();
        throw away();
      };
      const job = await end();
      expect(job).toMatchObject({ state: 'COMPLETED', attempts: 1, workbooks: [WORKBOOK] });
      await opened.engine.drain(10_000);
      expect(await opened.records.get(job?.id ?? '')).toMatchObject({ state: 'COMPLETED', attempts: 1, workbooks: [WORKBOOK] });
      expect(removed).toEqual([]);
      expect(await countedEnds()).toEqual({ COMPLETED: 1 });
    });

    it('stores the final state again, without repeating the work, when the store refuses the first attempt to store it', async () => {
      saveEnd = async () => {
        throw away();
      };
      expect(await end()).toMatchObject({ state: 'COMPLETED', attempts: 1, workbooks: [WORKBOOK] });
      expect(removed).toEqual([]);
    });

    it('does not announce the end of a superseded attempt, and removes only the files of that attempt', async () => {
      const countedEnds = await countEnds();
      saveEnd = async (save, id) => {
        await opened.records.update(id, (each) => {
          each.attempts++;
          return true;
        });
        return save();
      };
      const { id } = await opened.engine.create(await requestOf(5), UNNAMED);
      await expect.poll(() => removed).toEqual([1]);
      expect(attemptInRecord).toBe(2);
      await opened.engine.drain(10_000);
      expect(await opened.records.get(id)).toMatchObject({ state: 'RUNNING', attempts: 2 });
      expect(await countedEnds()).toEqual({});
    });
  });
}
