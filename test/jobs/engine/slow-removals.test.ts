import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newJob } from '../../../services/orchestrator/jobs/model/job.js';
import { requestOf } from '../../support/engines/job-engines.js';
import { openEngine } from '../../support/engines/open-engine.js';

/** Longer than a sweep may spend on removals. The tests advance the clock by which a sweep measures its time. */
const LONG_MS = 1_100;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('an unowned job is requeued even when the files of many expired jobs cannot be removed', async () => {
  const removals: (() => void)[] = [];
  const { engine, records, stop } = await openEngine(
    { JOB_TTL_SECONDS: '1' },
    {
      run: async () => {},
      // Simulates an excel-writer that hangs: the test rejects each call.
      files: { removeAll: () => new Promise((_, reject) => removals.push(() => reject(new Error('late')))) },
    },
  );
  for (let i = 0; i < 3; i++) await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
  await expect.poll(() => removals.length).toBe(1);
  // Simulates an orchestrator that died after it stored the job and before it queued it.
  const job = newJob(randomUUID(), await requestOf(6));
  await records.add(job, 100);
  vi.advanceTimersByTime(LONG_MS);
  removals[0]();
  await expect.poll(async () => (await engine.get(job.id)).state).toBe('COMPLETED');
  // Later sweeps try the other removals.
  await expect.poll(() => removals.length).toBe(2);
  const stopped = stop();
  vi.advanceTimersByTime(LONG_MS);
  removals[1]();
  await stopped;
  expect(removals.length).toBe(2);
});

it('files of an earlier attempt that cannot be removed before the next attempt are removed after it', async () => {
  const done: string[] = [];
  const { engine, stop } = await openEngine(
    {},
    {
      run: async ({ attempts }) => {
        done.push(`work ${attempts}`);
        if (attempts === 1) throw new Error('once');
      },
      // Simulates an excel-writer that is unavailable for the first removal only.
      files: {
        removeEarlier: async ({ attempts }) => {
          done.push(`removal ${attempts}`);
          if (done.length === 2) throw new Error('away');
        },
      },
    },
  );
  const { id } = await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
  await expect.poll(async () => (await engine.get(id)).state).toBe('FAILED');
  await engine.retry(id);
  await expect.poll(async () => (await engine.get(id)).state).toBe('COMPLETED');
  expect(done).toEqual(['work 1', 'removal 2', 'work 2', 'removal 2']);
  await stop();
});
