/** The contract of every job engine, run against the embedded engine and against BullMQ with its own Redis server. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../services/orchestrator/jobs/model/job.js';
import { DezenasError } from '../../../services/shared/errors.js';
import { startPrometheus } from '../../../services/shared/observability/prometheus.js';
import { grown, parseScrape } from '../../support/clients/scrape.js';
import { ENGINE_KINDS, type EngineWorld, requestOf, type TestEngine } from '../../support/engines/job-engines.js';

const NEVER = new AbortController().signal;

for (const kind of ENGINE_KINDS) {
  describe.skipIf(kind.missing !== '')(`the ${kind.name} engine${kind.missing && ` (skipped: ${kind.missing})`}`, () => {
    let world: EngineWorld;
    beforeEach(async () => {
      world = await kind.setUp();
    });
    afterEach(() => world.tearDown());

    /** Creates a job of `quantity` games. */
    const create = async ({ engine }: TestEngine, quantity: number, priority = 0, requestId = '', fingerprint = '') =>
      engine.create(await requestOf(quantity, priority), { requestId, fingerprint });
    const end = async ({ engine }: TestEngine, id: string): Promise<Job> => {
      let last: Job | undefined;
      for await (const job of engine.watch(id, NEVER)) last = job;
      return last as Job;
    };
    const stateOf = async ({ engine }: TestEngine, id: string) => (await engine.get(id)).state;
    const collect = async (jobs: AsyncIterable<Job>) => {
      const list: Job[] = [];
      for await (const job of jobs) list.push(job);
      return list;
    };
    /** Waits until the jobs of these quantities have started, in this order. */
    const expectStarted = (engine: TestEngine, quantities: number[]) =>
      expect.poll(() => engine.started, { interval: 5 }).toEqual(quantities);

    it('runs jobs in the order of their creation, at most MAX_CONCURRENT_JOBS at once', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '2' });
      const ids = [];
      for (const quantity of [1, 2, 3, 4, 5]) ids.push((await create(one, quantity)).id);
      await expectStarted(one, [1, 2]);
      expect(await stateOf(one, ids[2])).toBe('QUEUED');
      one.finish(2);
      await expectStarted(one, [1, 2, 3]);
      one.finish(1);
      await expectStarted(one, [1, 2, 3, 4]);
      one.finish(4);
      one.finish(3);
      await expectStarted(one, [1, 2, 3, 4, 5]);
      one.finish(5);
      for (const id of ids) expect(await end(one, id)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
    });

    it('reports running and queued jobs in its metrics, and counts ended jobs by state', async () => {
      const metrics = startPrometheus();
      const scrape = async () => parseScrape(await metrics.read());
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      const ended = grown.bind(undefined, await scrape());
      await create(one, 1);
      await expectStarted(one, [1]);
      const waiting = [await create(one, 2), await create(one, 3, 50)];
      const busy = await scrape();
      expect([busy.get('dezenas_jobs{state="RUNNING"}'), busy.get('dezenas_queue_depth')]).toEqual([1, 2]);
      await one.engine.cancel(waiting[0].id);
      expect((await scrape()).get('dezenas_queue_depth')).toBe(1);
      one.finish(1);
      await expectStarted(one, [1, 3]);
      one.finish(3, new DezenasError('INTERNAL', 'broken'));
      await end(one, waiting[1].id);
      expect(ended(await scrape(), 'dezenas_jobs_total')).toEqual({ COMPLETED: 1, CANCELLED: 1, FAILED: 1 });
      await one.stop();
      expect((await scrape()).has('dezenas_queue_depth')).toBe(false);
    });

    it('runs the job with the highest priority first, and the oldest first among equal priorities', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      await create(one, 1);
      await expectStarted(one, [1]);
      for (const [quantity, priority] of [
        [2, 0],
        [3, 50],
        [4, 100],
        [5, 50],
        [6, 0],
      ])
        await create(one, quantity, priority);
      for (const quantity of [1, 4, 3, 5, 2, 6]) {
        await expect.poll(() => one.started.at(-1)).toBe(quantity);
        one.finish(quantity);
      }
      expect(one.started).toEqual([1, 4, 3, 5, 2, 6]);
    });

    it('creates one job for a hundred simultaneous identical requests, and refuses a different request with the same request id', async () => {
      const one = await world.start({ MAX_QUEUED_JOBS: '2' });
      const answers = await Promise.all(Array.from({ length: 100 }, () => create(one, 7, 0, 'bolao', 'a')));
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      await expect(create(one, 8, 0, 'bolao', 'b')).rejects.toMatchObject({ code: 'ALREADY_EXISTS', reason: 'REQUEST_ID_REUSED' });
      expect(await one.engine.find({ requestId: 'bolao', fingerprint: 'a' })).toMatchObject({ id: answers[0].id });
      await expectStarted(one, [7]);
      one.finish(7);
      expect(await end(one, answers[0].id)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
      expect(one.started).toEqual([7]);
      expect((await create(one, 7, 0, 'bolao', 'a')).id).toBe(answers[0].id);
    });

    it('refuses a new job while the queue is full, and still answers a repeated request with its job', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1', MAX_QUEUED_JOBS: '2' });
      const { id } = await create(one, 1, 0, 'first', 'a');
      await create(one, 2);
      await create(one, 3);
      const full = { code: 'RESOURCE_EXHAUSTED', reason: 'QUEUE_FULL', retryAfterMs: 5_000 };
      await expect(create(one, 4)).rejects.toMatchObject(full);
      await expect(create(one, 4, 0, 'another', 'a')).rejects.toMatchObject(full);
      expect((await create(one, 1, 0, 'first', 'a')).id).toBe(id);
      await expectStarted(one, [1]);
      one.finish(1);
      await expectStarted(one, [1, 2]);
      await create(one, 4);
      await expect(create(one, 5)).rejects.toMatchObject(full);
    });

    it('refuses the retries that exceed the queue limit when many jobs are retried at once', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1', MAX_QUEUED_JOBS: '2' });
      const ids = [];
      for (let quantity = 1; quantity <= 6; quantity++) {
        const { id } = await create(one, quantity);
        await one.engine.cancel(id);
        ids.push(id);
      }
      const answers = await Promise.allSettled(ids.map((id) => one.engine.retry(id)));
      const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
      expect(refused).toMatchObject(Array.from({ length: 3 }, () => ({ code: 'RESOURCE_EXHAUSTED', reason: 'QUEUE_FULL' })));
      const states = await Promise.all(ids.map(async (id) => (await one.engine.get(id)).state));
      expect(states.filter((state) => state === 'CANCELLED')).toHaveLength(3);
    });

    it('cancels a queued job immediately and never starts it', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      await create(one, 1);
      const { id } = await create(one, 2);
      await create(one, 3);
      expect(await one.engine.cancel(id)).toMatchObject({ state: 'CANCELLED', startTime: undefined });
      await expect(one.engine.cancel(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'JOB_ENDED' });
      await expectStarted(one, [1]);
      one.finish(1);
      await expectStarted(one, [1, 3]);
    });

    it('stops the work of a running job before it reports the job as cancelled', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      const { id } = await create(one, 1);
      await create(one, 2);
      await expectStarted(one, [1]);
      expect(await one.engine.cancel(id)).toMatchObject({ state: 'CANCELLED', workbooks: [], failure: undefined });
      await expectStarted(one, [1, 2]);
      await expect(one.engine.cancel('no-such-job')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('gives a job exactly one final state when cancellation and completion race', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      const ends: Record<string, number> = {};
      for (let quantity = 1; quantity <= 40; quantity++) {
        const { id } = await create(one, quantity);
        await expect.poll(() => one.started.at(-1), { interval: 1 }).toBe(quantity);
        const outcomes = [
          one.engine.cancel(id).then(
            ({ state }) => state as string,
            ({ reason }) => reason as string,
          ),
          one.engine.cancel(id).then(
            ({ state }) => state as string,
            ({ reason }) => reason as string,
          ),
        ];
        for (let turns = quantity % 10; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
        one.finish(quantity);
        const [first, second] = await Promise.all(outcomes);
        const { state } = await end(one, id);
        expect(['COMPLETED', 'CANCELLED']).toContain(state);
        for (const outcome of [first, second]) expect(outcome === 'CANCELLED' || outcome === 'JOB_ENDED').toBe(true);
        if (state === 'COMPLETED') expect([first, second]).toEqual(['JOB_ENDED', 'JOB_ENDED']);
        else expect([first, second]).toContain('CANCELLED');
        ends[state] = (ends[state] ?? 0) + 1;
      }
      console.log(`${kind.name}: 40 races of cancel and completion ended ${JSON.stringify(ends)}`);
    });

    it('fails a job with the reason of its error, and with PROCESSING_TIMEOUT when it runs too long', async () => {
      const one = await world.start();
      const wrong = await create(one, 1);
      const defect = await create(one, 2);
      await expectStarted(one, [1, 2]);
      one.finish(1, new DezenasError('FAILED_PRECONDITION', 'too few', { reason: 'RULES_EXHAUSTED' }));
      one.finish(2, new Error('with a path in it'));
      expect(await end(one, wrong.id)).toMatchObject({ state: 'FAILED', failure: { reason: 'RULES_EXHAUSTED', message: 'too few' } });
      expect((await end(one, defect.id)).failure).toMatchObject({ reason: 'INTERNAL', message: expect.not.stringContaining('path') });
      await one.stop();
      const hasty = await world.start({ MAX_PROCESSING_SECONDS: '1' });
      const slow = await create(hasty, 3);
      expect(await end(hasty, slow.id)).toMatchObject({ state: 'FAILED', failure: { reason: 'PROCESSING_TIMEOUT' } });
    });

    it('retries a job that failed because a service was unavailable, up to MAX_ATTEMPTS', async () => {
      const away = () => new DezenasError('UNAVAILABLE', 'the excel-writer does not answer', { reason: 'EXCEL_WRITER_UNAVAILABLE' });
      const one = await world.start({ MAX_ATTEMPTS: '2' });
      const { id } = await create(one, 1);
      await expectStarted(one, [1]);
      one.finish(1, away());
      await expect.poll(() => stateOf(one, id), { interval: 5 }).toBe('QUEUED');
      await expectStarted(one, [1, 1]);
      one.finish(1);
      expect(await end(one, id)).toMatchObject({ state: 'COMPLETED', attempts: 2, failure: undefined });
      const { id: other } = await create(one, 2);
      for (const started of [
        [1, 1, 2],
        [1, 1, 2, 2],
      ]) {
        await expectStarted(one, started);
        one.finish(2, away());
      }
      expect(await end(one, other)).toMatchObject({ state: 'FAILED', attempts: 2, failure: { reason: 'EXCEL_WRITER_UNAVAILABLE' } });
      // RetryJob grants the job MAX_ATTEMPTS further attempts.
      await one.engine.retry(other);
      await expectStarted(one, [1, 1, 2, 2, 2]);
      one.finish(2, away());
      await expectStarted(one, [1, 1, 2, 2, 2, 2]);
      one.finish(2);
      expect(await end(one, other)).toMatchObject({ state: 'COMPLETED', attempts: 4 });
      const { id: unwanted } = await create(one, 3);
      await expectStarted(one, [1, 1, 2, 2, 2, 2, 3]);
      one.finish(3, away());
      await expect.poll(() => stateOf(one, unwanted), { interval: 5 }).toBe('QUEUED');
      expect(await one.engine.cancel(unwanted)).toMatchObject({ state: 'CANCELLED' });
    });

    it('sends a watcher the current job first, then its changes, and its final state last', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      await create(one, 1);
      await expectStarted(one, [1]);
      const { id } = await create(one, 2);
      const states: string[] = [];
      const watched = (async () => {
        for await (const { state } of one.engine.watch(id, NEVER)) if (states.at(-1) !== state) states.push(state);
      })();
      await expect.poll(() => states).toEqual(['QUEUED']);
      one.finish(1);
      await expect.poll(() => states).toEqual(['QUEUED', 'RUNNING']);
      await expectStarted(one, [1, 2]);
      one.finish(2);
      await watched;
      expect(states).toEqual(['QUEUED', 'RUNNING', 'COMPLETED']);
      await expect(end(one, 'no-such-job')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('keeps sending updates to a watcher of a running job that does not change', async () => {
      const one = await world.start();
      const { id } = await create(one, 1);
      await expectStarted(one, [1]);
      let last = performance.now();
      const gaps: number[] = [];
      for await (const _ of one.engine.watch(id, NEVER)) {
        gaps.push(performance.now() - last);
        last = performance.now();
        if (gaps.length === 5) one.finish(1);
      }
      expect(gaps.length).toBeGreaterThan(5);
      console.log(`${kind.name}: longest silence of a watch ${Math.max(...gaps).toFixed(0)} ms`);
    });

    it('removes the files of an ended job after JOB_TTL_SECONDS and its record after JOB_EXPIRED_SECONDS', async () => {
      const one = await world.start({ JOB_TTL_SECONDS: '1', JOB_EXPIRED_SECONDS: '5' });
      const { id } = await create(one, 1, 0, 'named', 'a');
      await expectStarted(one, [1]);
      one.finish(1);
      await end(one, id);
      await expect.poll(() => stateOf(one, id)).toBe('EXPIRED');
      expect(one.removed).toEqual([id]);
      const lookUp = () =>
        one.engine.get(id).then(
          () => 'known',
          ({ code }) => code,
        );
      await expect.poll(lookUp).toBe('NOT_FOUND');
      expect(await collect(one.engine.list({ newestFirst: true }))).toEqual([]);
      // The request id can be used for another job now.
      expect((await create(one, 2, 0, 'named', 'b')).id).not.toBe(id);
    });

    it('deletes an ended job and refuses to delete an active one', async () => {
      const one = await world.start();
      const { id } = await create(one, 1);
      await expectStarted(one, [1]);
      await expect(one.engine.delete(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'JOB_ACTIVE' });
      one.finish(1);
      await end(one, id);
      await one.engine.delete(id);
      expect(one.removed).toEqual([id]);
      await expect(one.engine.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(one.engine.delete(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('retries a failed or cancelled job on request and refuses to retry a completed one', async () => {
      const one = await world.start();
      const { id } = await create(one, 1);
      await expectStarted(one, [1]);
      await expect(one.engine.retry(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'JOB_NOT_RETRYABLE' });
      one.finish(1, new Error('once'));
      expect(await end(one, id)).toMatchObject({ state: 'FAILED', attempts: 1 });
      expect(await one.engine.retry(id)).toMatchObject({ failure: undefined });
      await expectStarted(one, [1, 1]);
      await one.engine.cancel(id);
      await one.engine.retry(id);
      await expectStarted(one, [1, 1, 1]);
      one.finish(1);
      expect(await end(one, id)).toMatchObject({ state: 'COMPLETED', attempts: 3, failure: undefined });
      await expect(one.engine.retry(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'JOB_NOT_RETRYABLE' });
      await expect(one.engine.retry('no-such-job')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('requeues its jobs when it stops, so that the next engine runs them', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      const ids = [(await create(one, 1)).id];
      await expectStarted(one, [1]);
      ids.push((await create(one, 2, 9)).id, (await create(one, 3)).id);
      await one.stop();
      const two = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      for (let ran = 1; ran <= 3; ran++) {
        await expect.poll(() => two.started.length).toBe(ran);
        two.finish(two.started[ran - 1]);
      }
      expect(two.started.toSorted()).toEqual([1, 2, 3]);
      const ended = await Promise.all(ids.map((id) => end(two, id)));
      expect(ended.map(({ state, attempts }) => [state, attempts])).toEqual([
        ['COMPLETED', 2],
        ['COMPLETED', 1],
        ['COMPLETED', 1],
      ]);
    });

    it('waits for running jobs, and refuses new ones, while it drains', async () => {
      const one = await world.start();
      const { id } = await create(one, 1);
      await expectStarted(one, [1]);
      const watched = end(one, id);
      const stopped = one.stop(60_000);
      await expect(create(one, 2)).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'STOPPING' });
      one.finish(1);
      await stopped;
      expect(await watched).toMatchObject({ state: 'COMPLETED' });
    });

    it('ends a watch with UNAVAILABLE when the watched job is requeued', async () => {
      const one = await world.start();
      const { id } = await create(one, 1);
      await expectStarted(one, [1]);
      const watched = end(one, id);
      watched.catch(() => {});
      await one.stop();
      await expect(watched).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'STOPPING' });
    });

    it('fails a job with TOO_MANY_ATTEMPTS when MAX_ATTEMPTS attempts were interrupted', async () => {
      let id = '';
      for (let attempt = 1; attempt <= 2; attempt++) {
        const one = await world.start({ MAX_ATTEMPTS: '2' });
        if (attempt === 1) id = (await create(one, 1)).id;
        await expectStarted(one, [1]);
        await one.stop();
      }
      const last = await world.start({ MAX_ATTEMPTS: '2' });
      expect(await end(last, id)).toMatchObject({ state: 'FAILED', failure: { reason: 'TOO_MANY_ATTEMPTS' } });
      expect(last.started).toEqual([]);
    });

    it('lists jobs in the order of their creation, starting after any given job', async () => {
      const one = await world.start();
      const ids = await Promise.all(Array.from({ length: 90 }, async (_, i) => (await create(one, i + 1)).id));
      const oldest = await collect(one.engine.list({ newestFirst: false }));
      const newest = await collect(one.engine.list({ newestFirst: true }));
      expect(oldest.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      expect(newest.map(({ id }) => id)).toEqual(oldest.map(({ id }) => id).toReversed());
      for (const newestFirst of [true, false]) {
        const all = newestFirst ? newest : oldest;
        for (const at of [0, 41, 89]) {
          const { id, createTime } = all[at];
          const rest = await collect(one.engine.list({ newestFirst, after: { createMs: createTime.getTime(), id } }));
          expect(rest.map((job) => job.id)).toEqual(all.slice(at + 1).map((job) => job.id));
        }
      }
    });

    it('stores the request of a job unchanged', async () => {
      const one = await world.start();
      const request = await requestOf(5, 33);
      const drawn = { number: 2550, date: '', numbers: [4, 5, 10, 34, 58, 59], second: [], extras: [1] };
      Object.assign(request, { drawn, allowPartial: true, mode: 'PARALLEL', notices: ['atenção'] });
      Object.assign(request.workbook, { locale: 'en', order: 'SORTED', format: 'CSV_GZIP', checkDraw: 2550, sortChunkSize: 500 });
      const { id } = await one.engine.create(request, { requestId: 'x', fingerprint: 'y' });
      await one.stop();
      const two = await world.start();
      expect(await two.engine.get(id)).toMatchObject({ request, requestId: 'x', fingerprint: 'y' });
    });

    it.runIf(kind.shared)('shares one queue with other engines, and each job runs in one engine only', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '2' });
      const two = await world.start({ MAX_CONCURRENT_JOBS: '2' });
      const jobs = await Promise.all([1, 2, 3, 4, 5, 6].map((quantity) => create(quantity % 2 ? one : two, quantity)));
      const started = () => [...one.started, ...two.started].toSorted();
      await expect.poll(() => started().length).toBe(4);
      expect([one.started.length, two.started.length]).toEqual([2, 2]);
      const finished = new Set<number>();
      await expect
        .poll(() => {
          for (const engine of [one, two])
            for (const quantity of engine.started) {
              if (!finished.has(quantity)) engine.finish(quantity);
              finished.add(quantity);
            }
          return finished.size;
        })
        .toBe(6);
      // Each engine sees all jobs, including those that the other engine ran.
      for (const { id } of jobs) {
        expect(await end(one, id)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
        expect(await end(two, id)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
      }
      expect(started()).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it.runIf(kind.shared)('cancels a job that is running in another engine', async () => {
      const one = await world.start();
      const { id } = await create(one, 1);
      await expectStarted(one, [1]);
      const two = await world.start();
      const startedAt = performance.now();
      expect(await two.engine.cancel(id)).toMatchObject({ state: 'CANCELLED' });
      console.log(`cancelled by another engine after ${(performance.now() - startedAt).toFixed(0)} ms`);
      expect(await stateOf(one, id)).toBe('CANCELLED');
    });

    it.runIf(kind.shared)('creates one job for identical requests to several engines', async () => {
      const engines = [await world.start(), await world.start()];
      const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => create(engines[i % 2], 7, 0, 'bolao', 'a')));
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    });

    it.runIf(!kind.shared)('refuses to start a second engine on the same folder', async () => {
      await world.start();
      await expect(world.start()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'JOBS_TAKEN' });
    });

    it.runIf(kind.shared)('completes its jobs after Redis is killed and restarted', async () => {
      const one = await world.start({ MAX_CONCURRENT_JOBS: '1' });
      const jobs = [await create(one, 1), await create(one, 2), await create(one, 3)];
      await expectStarted(one, [1]);
      await world.redis?.kill();
      const created = create(one, 4, 0, 'during', 'a');
      one.finish(1);
      await world.redis?.start();
      jobs.push(await created);
      for (const quantity of [2, 3, 4]) {
        await expect.poll(() => one.started).toContain(quantity);
        one.finish(quantity);
      }
      for (const { id } of jobs) expect(await end(one, id)).toMatchObject({ state: 'COMPLETED' });
    });
  });
}
