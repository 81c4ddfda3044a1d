import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Exchange, startExchange } from '../../../services/orchestrator/jobs/engine/work-exchange.js';
import { type Job, newJob } from '../../../services/orchestrator/jobs/model/job.js';
import type { JobRecords } from '../../../services/orchestrator/jobs/store/job-records.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { PauseDetector } from '../../../services/shared/process/pause-detector.js';
import { requestOf } from '../../support/engines/job-engines.js';

/** The whole process, as when it is paused. */
const sleep = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('whether a job is still that of an orchestrator', () => {
  let job: Job;
  let stored: Job;
  let looks: number;
  /** What an answer of the records waits for. */
  let answer: Promise<unknown>;
  let exchange: Exchange;
  let work: AbortController;
  let pauses: PauseDetector;
  const records = {
    update: async (_id: string, change: (each: Job) => boolean) => {
      change(stored);
      looks++;
      await answer;
      return stored;
    },
  };
  beforeEach(async () => {
    job = newJob('1', await requestOf(5));
    stored = { ...job };
    looks = 0;
    answer = Promise.resolve();
    work = new AbortController();
    pauses = new PauseDetector();
    pauses.start();
    exchange = startExchange(records as unknown as JobRecords, job, work, pauses, createLogger('test', 'silent'));
  });
  afterEach(() => {
    exchange.stop();
    pauses.stop();
  });

  it('is not sure after a sleep, until it has looked', async () => {
    expect(exchange.isSure()).toBe(true);
    sleep(3_100);
    expect(exchange.isSure()).toBe(false);
    expect(exchange.isSure()).toBe(false);
    await expect.poll(() => exchange.isSure()).toBe(true);
    expect(work.signal.aborted).toBe(false);
  });

  it('is not sure by a look from before the sleep', async () => {
    let give = () => {};
    answer = new Promise<void>((resolve) => {
      give = resolve;
    });
    await expect.poll(() => looks).toBe(1);
    sleep(3_100);
    give();
    await delay(50);
    expect(looks).toBe(1);
    expect(exchange.isSure()).toBe(false);
  });

  it('is not sure any more when the look shows it to be of another one, which ends the work', async () => {
    sleep(3_100);
    stored.attempts++;
    await expect.poll(() => work.signal.aborted).toBe(true);
    expect(exchange.isSure()).toBe(false);
  });
});
