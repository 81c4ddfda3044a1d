import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RecordSync, startRecordSync } from '../../../services/orchestrator/jobs/engine/record-sync.js';
import { type Job, newJob } from '../../../services/orchestrator/jobs/model/job.js';
import type { JobRecords } from '../../../services/orchestrator/jobs/store/job-records.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { PauseDetector } from '../../../services/shared/process/pause-detector.js';
import { requestOf } from '../../support/engines/job-engines.js';

/** Blocks the whole process, like a pause. */
const sleep = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('the ownership of a running job', () => {
  let job: Job;
  let stored: Job;
  let syncs: number;
  /** The records answer when this promise resolves. */
  let answer: Promise<unknown>;
  let sync: RecordSync;
  let work: AbortController;
  let pauses: PauseDetector;
  const records = {
    update: async (_id: string, change: (each: Job) => boolean) => {
      change(stored);
      syncs++;
      await answer;
      return stored;
    },
  };
  beforeEach(async () => {
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
  });

  it('is not confirmed after a pause, until the next synchronisation', async () => {
    expect(sync.isOwnershipConfirmed()).toBe(true);
    sleep(3_100);
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
    sleep(3_100);
    give();
    await delay(50);
    expect(syncs).toBe(1);
    expect(sync.isOwnershipConfirmed()).toBe(false);
  });

  it('is lost when the record shows another attempt, which aborts the work', async () => {
    sleep(3_100);
    stored.attempts++;
    await expect.poll(() => work.signal.aborted).toBe(true);
    expect(sync.isOwnershipConfirmed()).toBe(false);
  });
});
