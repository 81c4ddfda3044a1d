import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPrometheus } from '../../../services/shared/observability/prometheus.js';
import { grown, parseScrape } from '../../support/clients/scrape.js';
import { ENGINE_KINDS, requestOf } from '../../support/engines/job-engines.js';
import { type OpenEngine, openEngine } from '../../support/engines/open-engine.js';
import { type RedisServer, startRedisServer } from '../../support/servers/redis-server.js';

const UNNAMED = { requestId: '', fingerprint: '' };

for (const kind of ENGINE_KINDS) {
  describe.skipIf(kind.missing !== '')(`the ${kind.name} engine${kind.missing && ` (skipped: ${kind.missing})`}`, () => {
    let redis: RedisServer | undefined;
    let opened: OpenEngine;
    beforeEach(async () => {
      redis = kind.shared ? await startRedisServer() : undefined;
    });
    afterEach(async () => {
      await opened.stop();
      await redis?.stop();
    });

    it('counts a cancelled job once when the cancellation coincides with its dequeuing', async () => {
      const metrics = startPrometheus();
      const before = parseScrape(await metrics.read());
      let finishFirst = () => {};
      const finished = new Promise<void>((resolve) => {
        finishFirst = resolve;
      });
      /** Number of updates of the second job that have started. */
      let changes = 0;
      let second = '';
      opened = await openEngine(
        { MAX_CONCURRENT_JOBS: '1', ...(redis && { JOB_ENGINE: 'bullmq', REDIS_URL: redis.url }) },
        {
          run: () => finished,
          change: (records) => ({
            update: async (id, change) => {
              const job = await records.update(id, change);
              if (id !== second || ++changes > 1) return job;
              // The cancellation is stored; hold its answer until the engine has dequeued the job as well.
              finishFirst();
              await expect.poll(() => changes).toBe(2);
              return job;
            },
          }),
        },
      );
      const { engine } = opened;
      const first = await engine.create(await requestOf(5), UNNAMED);
      await expect.poll(async () => (await engine.get(first.id)).state).toBe('RUNNING');
      second = (await engine.create(await requestOf(6), UNNAMED)).id;
      expect(await engine.cancel(second)).toMatchObject({ state: 'CANCELLED', attempts: 0 });
      await engine.drain(10_000);
      expect(grown(before, parseScrape(await metrics.read()), 'dezenas_jobs_total')).toEqual({ COMPLETED: 1, CANCELLED: 1 });
    });
  });
}
