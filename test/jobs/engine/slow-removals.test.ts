import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newJob } from '../../../services/orchestrator/jobs/model/job.js';
import { requestOf } from '../../support/engines/job-engines.js';
import { openEngine } from '../../support/engines/open-engine.js';

/** Longer than a round of upkeep may take; the clock that it is measured by is put forward. */
const LONG_MS = 1_100;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('a job that nobody has in hand is queued although the files of many expired ones cannot be removed', async () => {
  const removals: (() => void)[] = [];
  const { engine, records, stop } = await openEngine(
    { JOB_TTL_SECONDS: '1' },
    {
      run: async () => {},
      // An excel-writer that hangs: the test says when the wait for it is over.
      files: { removeAll: () => new Promise((_, reject) => removals.push(() => reject(new Error('late')))) },
    },
  );
  for (let i = 0; i < 3; i++) await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
  await expect.poll(() => removals.length).toBe(1);
  // Of an orchestrator that died before it queued it.
  const job = newJob(randomUUID(), await requestOf(6));
  await records.add(job, 100);
  vi.advanceTimersByTime(LONG_MS);
  removals[0]();
  await expect.poll(async () => (await engine.get(job.id)).state).toBe('COMPLETED');
  // The others have their turn, round by round.
  await expect.poll(() => removals.length).toBe(2);
  const stopped = stop();
  vi.advanceTimersByTime(LONG_MS);
  removals[1]();
  await stopped;
  expect(removals.length).toBe(2);
});

it('files of an earlier attempt that cannot be removed before the work of the next one are removed after it', async () => {
  const done: string[] = [];
  const { engine, stop } = await openEngine(
    {},
    {
      run: async ({ attempts }) => {
        done.push(`work ${attempts}`);
        if (attempts === 1) throw new Error('once');
      },
      // An excel-writer that comes back meanwhile.
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
