import { afterEach, describe, expect, it } from 'vitest';
import { ENDLESS } from '../../support/data/endless.js';
import type { ServiceProcess } from '../../support/services/service-process.js';
import { fileOf, type Services, startServices } from '../../support/services/services.js';
import { expectFreeGenerator } from './expect-free-generator.js';

let services: Services;
let writer: ServiceProcess | undefined;
afterEach(async () => {
  await services.stop();
  await writer?.kill();
  writer = undefined;
});

describe('a cancelled job', () => {
  it('stops generating and leaves no file', async () => {
    services = await startServices({ GENERATOR_THREADS: '1' });
    const { id } = await services.jobs.create({ spec: ENDLESS });
    await services.jobs.until(id, ({ executor }) => executor !== '');
    const startedAt = performance.now();
    expect(await services.jobs.cancel(id)).toMatchObject({ state: 'JOB_STATE_CANCELLED' });
    await expectFreeGenerator(services);
    console.log(`cancelled while generating; work stopped and thread free after ${(performance.now() - startedAt).toFixed(0)} ms`);
    // The excel-writer receives the cancellation a moment later.
    await expect.poll(() => services.workbookFiles()).toEqual([]);
    expect(await services.jobs.get(id)).toMatchObject({ state: 'JOB_STATE_CANCELLED', workbooks: [], failure: null });
    await expect(services.jobs.cancel(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'JOB_ENDED' });
    await expect(services.jobs.download(id, { part: 1 })).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });

  it('stops writing and leaves no file', async () => {
    services = await startServices();
    const { id } = await services.jobs.create({ spec: { quantity: 1_000_000, seed: 3 } });
    const seen = await services.jobs.until(id, ({ progress }) => Number(progress?.rowsWritten) > 0);
    expect(seen.state).not.toBe('JOB_STATE_COMPLETED');
    const startedAt = performance.now();
    expect(await services.jobs.cancel(id)).toMatchObject({ state: 'JOB_STATE_CANCELLED' });
    const answered = performance.now();
    await expect.poll(() => services.workbookFiles(), { interval: 5 }).toEqual([]);
    console.log(
      `cancelled while writing: answered after ${(answered - startedAt).toFixed(0)} ms, no partial file after ${(performance.now() - startedAt).toFixed(0)} ms`,
    );
    const next = await services.jobs.create({ spec: { quantity: 1_000, seed: 3 } });
    const ended = await services.jobs.end(next.id);
    await expect.poll(() => services.workbookFiles()).toEqual([fileOf(ended)]);
  });

  it('ends immediately if it was queued, and does not affect the running job', async () => {
    services = await startServices({ MAX_CONCURRENT_JOBS: '1' });
    const running = await services.jobs.create({ spec: { quantity: 300_000 } });
    const waiting = await services.jobs.create({ spec: { quantity: 1_000 } });
    expect(waiting.state).toBe('JOB_STATE_QUEUED');
    expect(await services.jobs.cancel(waiting.id)).toMatchObject({ state: 'JOB_STATE_CANCELLED', startTime: null });
    expect(await services.jobs.end(running.id)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
  });
});

describe('a caller of StreamGames', () => {
  it('frees its stream when it stops reading', async () => {
    services = await startServices({ GENERATOR_THREADS: '1', MAX_CONCURRENT_STREAMS: '1' });
    for await (const { batch } of services.jobs.stream({ spec: { quantity: 10_000_000 } })) if (batch) break;
    await expect
      .poll(() =>
        services.jobs.games({ quantity: 500 }).then(
          ({ summary }) => summary.games,
          () => 'busy',
        ),
      )
      .toBe('500');
  });

  it('gets DEADLINE_EXCEEDED when its deadline passes, and the work stops', async () => {
    services = await startServices({ GENERATOR_THREADS: '1' });
    const all = async () => {
      for await (const _ of services.jobs.stream({ spec: ENDLESS }, { timeoutMs: 300 }));
    };
    await expect(all()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expectFreeGenerator(services);
  });

  it('is refused with a retry delay when too many streams are open', async () => {
    services = await startServices({ MAX_CONCURRENT_STREAMS: '1' });
    // The test reads no further message, so that backpressure keeps this stream open on any machine.
    const first = services.jobs.stream({ spec: { quantity: 10_000_000 } });
    await first.next();
    await expect(services.jobs.games({ quantity: 5 })).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', retryAfterMs: 1_000 });
    await first.return(undefined);
  });
});

describe('a full queue', () => {
  it('refuses a job with QUEUE_FULL and a retry delay', async () => {
    services = await startServices({ MAX_CONCURRENT_JOBS: '1', MAX_QUEUED_JOBS: '1' });
    const { id } = await services.jobs.create({ spec: ENDLESS });
    await services.jobs.create({ spec: { quantity: 1 } });
    await expect(services.jobs.create({ spec: { quantity: 1 } })).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'QUEUE_FULL',
      retryAfterMs: 5_000,
    });
    await services.jobs.cancel(id);
  });
});

describe('a job that runs longer than MAX_PROCESSING_SECONDS', () => {
  it('fails with PROCESSING_TIMEOUT', async () => {
    services = await startServices({ MAX_PROCESSING_SECONDS: '1' });
    const { id } = await services.jobs.create({ spec: ENDLESS });
    expect(await services.jobs.end(id)).toMatchObject({ state: 'JOB_STATE_FAILED', failure: { reason: 'PROCESSING_TIMEOUT' } });
    // The excel-writer receives the cancellation a moment later.
    await expect.poll(() => services.workbookFiles()).toEqual([]);
  });
});

describe('an ended job', () => {
  it('loses its workbook after JOB_TTL_SECONDS and its record after JOB_EXPIRED_SECONDS', async () => {
    services = await startServices({ JOB_TTL_SECONDS: '5', JOB_EXPIRED_SECONDS: '5' });
    const { id } = await services.jobs.create({ spec: { quantity: 100 } });
    const ended = await services.jobs.end(id);
    expect(await services.workbookFiles()).toEqual([fileOf(ended)]);
    await expect.poll(() => services.jobs.get(id).then(({ state }) => state)).toBe('JOB_STATE_EXPIRED');
    expect(await services.workbookFiles()).toEqual([]);
    expect(await services.jobs.get(id)).toMatchObject({ workbooks: [], summary: ended.summary });
    await expect(services.jobs.download(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'NO_WORKBOOK' });
    await expect
      .poll(() =>
        services.jobs.get(id).then(
          () => 'found',
          ({ code }) => code,
        ),
      )
      .toBe('NOT_FOUND');
  });
});

describe('without a generator', () => {
  it('a job runs in the orchestrator and generates the same games', async () => {
    services = await startServices();
    const spec = { quantity: 30_000, seed: 11 };
    const { sha256 } = await services.jobs.games(spec, 'GENERATION_MODE_PARALLEL');
    await services.generator.stop();
    const { id } = await services.jobs.create({ spec });
    expect(await services.jobs.end(id)).toMatchObject({ executor: 'in-process', summary: { gamesSha256: sha256 } });
  });

  it('a job that must run on generators fails with GENERATOR_UNAVAILABLE', async () => {
    services = await startServices({ GENERATOR_ADDRESS: '127.0.0.1:1', MAX_ATTEMPTS: '1' });
    const { id } = await services.jobs.create({ spec: { quantity: 1_000 }, mode: 'GENERATION_MODE_PARALLEL' });
    expect(await services.jobs.end(id)).toMatchObject({
      state: 'JOB_STATE_FAILED',
      failure: { reason: 'GENERATOR_UNAVAILABLE', message: 'no generator answers' },
    });
  });
});
