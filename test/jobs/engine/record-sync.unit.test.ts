import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RecordSync, startRecordSync } from '../../../services/orchestrator/jobs/engine/record-sync.js';
import { type Job, newJob } from '../../../services/orchestrator/jobs/model/job.js';
import type { JobRecords } from '../../../services/orchestrator/jobs/store/job-records.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { PauseDetector } from '../../../services/shared/process/pause-detector.js';
import { requestOf } from '../../support/engines/job-engines.js';

/** Longer than a process may be paused while the ownership of its jobs stays confirmed. */
const SLEEP_MS = 3_100;

describe('the ownership of a running job', () => {
  let job: Job;
  let stored: Job;
  let syncs: number;
  /** The records answer when this promise resolves. */
  let answer: Promise<unknown>;
  let sync: RecordSync;
  let work: AbortController;
  let pauses: PauseDetector;
  let sleptMs: number;
  /** Simulates a pause of the process: the clock advances and no timer fires. */
  const sleep = () => {
    sleptMs += SLEEP_MS;
  };
  const records = {
    update: async (_id: string, change: (each: Job) => boolean) => {
      change(stored);
      syncs++;
      await answer;
      return stored;
    },
  };
  beforeEach(async () => {
    sleptMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + sleptMs);
    job = newJob('1', await requestOf(5));
    stored = { ...job };
    syncs = 0;
    answer = Promise.resolve();
    work = new AbortController();
    pauses = new PauseDetector();
    pauses.start();
    sync = startRecordSync(records as unknown as JobRecords, job, work, pauses, createLogger('test', 'silent'));
  });
  afterEach(() => {
    sync.stop();
    pauses.stop();
    vi.restoreAllMocks();
  });

  it('is not confirmed after a pause until the next synchronisation', async () => {
    expect(sync.isOwnershipConfirmed()).toBe(true);
    sleep();
    expect(sync.isOwnershipConfirmed()).toBe(false);
    expect(sync.isOwnershipConfirmed()).toBe(false);
    await expect.poll(() => sync.isOwnershipConfirmed()).toBe(true);
    expect(work.signal.aborted).toBe(false);
  });

  it('is not confirmed by a synchronisation that began before the pause', async () => {
    let give = () => {};
    answer = new Promise<void>((resolve) => {
      give = resolve;
    });
    await expect.poll(() => syncs).toBe(1);
    sleep();
    answer = new Promise(() => {});
    give();
    // The next synchronisation starts after the first one has been processed, and gets no answer.
    await expect.poll(() => syncs).toBe(2);
    expect(sync.isOwnershipConfirmed()).toBe(false);
  });

  it('ends, and the work is aborted, when the record shows a later attempt', async () => {
    sleep();
    stored.attempts++;
    await expect.poll(() => work.signal.aborted).toBe(true);
    expect(sync.isOwnershipConfirmed()).toBe(false);
  });
});
