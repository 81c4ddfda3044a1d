import { type Backoff, backoffMs, pause } from '../../../shared/async/backoff.js';
import { DezenasError, throwIfAborted } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import type { PauseDetector } from '../../../shared/process/pause-detector.js';
import { endJob, freshRun, hasEnded, type Job, type JobEnd, type JobFailure } from '../model/job.js';
import type { JobQueue } from '../store/job-queue.js';
import type { JobRecords } from '../store/job-records.js';
import type { JobChanges } from './job-changes.js';
import type { JobRunner } from './job-runner.js';
import { jobEnded } from './observe-jobs.js';
import { type Exchange, GIVEN_BACK, isSameAttempt, saveWork, startExchange, TAKEN_OVER } from './work-exchange.js';
import type { WorkbookFiles } from './workbook-files.js';

export interface JobWorkerOptions {
  records: JobRecords;
  queue: JobQueue;
  run: JobRunner;
  files: WorkbookFiles;
  /** Life of a job's files after its end. */
  ttlMs: number;
  maxProcessingMs: number;
  maxAttempts: number;
  logger: Logger;
}

/** Before the next attempt of a job that failed because a service did not answer: the service may be restarting. */
const ATTEMPT_BACKOFF: Backoff = { firstDelayMs: 2_000, maxDelayMs: 30_000 };
/** Before the end of a job is recorded again. */
const END_BACKOFF: Backoff = { firstDelayMs: 500, maxDelayMs: 30_000 };

/** A job at work in this process. */
interface Running {
  job: Job;
  controller: AbortController;
  /** Undefined when nobody else can have it. */
  exchange: Exchange | undefined;
  /** Settles when its work has stopped. */
  work: Promise<unknown>;
}

/** Takes jobs from the queue through an attempt each: to their end, or back to the queue. */
export class JobWorker {
  readonly #options: JobWorkerOptions;
  readonly #changes: JobChanges;
  readonly #pauses: PauseDetector;
  readonly #running = new Map<string, Running>();
  /** Fires when nothing may run here any more, with why. */
  readonly #stopped = new AbortController();

  constructor(options: JobWorkerOptions, changes: JobChanges, pauses: PauseDetector) {
    this.#options = options;
    this.#changes = changes;
    this.#pauses = pauses;
  }

  /** The job as its attempt in this process keeps it; undefined when none is under way here, or it is not sure that it still is. */
  get(id: string): Job | undefined {
    const running = this.#running.get(id);
    return running?.exchange?.isSure() === false ? undefined : running?.job;
  }

  /** Jobs at work in this process. */
  get jobs(): Job[] {
    return [...this.#running.values()].map(({ job }) => job);
  }

  /** Stops the work of a job and resolves when it has stopped; at once when there is none here. */
  async stop(id: string, reason: DezenasError): Promise<void> {
    const running = this.#running.get(id);
    running?.controller.abort(reason);
    await running?.work;
  }

  /** Stops all work, that which is about to begin as well; resolves when it has stopped. */
  async stopAll(reason: DezenasError): Promise<void> {
    this.#stopped.abort(reason);
    for (const { controller } of this.#running.values()) controller.abort(reason);
    await this.idle();
  }

  /** Resolves when what is at work now has come to its end. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ work }) => work));
  }

  /** Takes a job through its attempts. Resolves with false when it goes back to the queue; never fails. */
  async work(id: string): Promise<boolean> {
    try {
      for (;;) {
        const job = await this.#begin(id);
        if (!job) return true;
        const controller = new AbortController();
        const { aborted, reason } = this.#stopped.signal;
        if (aborted) controller.abort(reason);
        const { queue, records, logger } = this.#options;
        const exchange = queue.shared ? startExchange(records, job, controller, this.#pauses, logger) : undefined;
        const work = this.#run(job, controller, exchange);
        this.#running.set(id, { job, controller, exchange, work });
        const outcome = await work.finally(() => this.#running.delete(id));
        if (outcome !== 'AGAIN') return outcome === 'DONE';
      }
    } catch (err) {
      // The records could not be read or written: the job is tried again.
      this.#options.logger.error({ err, job: id }, 'an attempt could not be recorded');
      return false;
    }
  }

  /** Records that an attempt begins. Undefined: there is nothing to do any more. */
  async #begin(id: string): Promise<Job | undefined> {
    const { records, maxAttempts, ttlMs } = this.#options;
    let isNews = false;
    const job = await records.update(id, (each) => {
      // It was cancelled as the queue gave it, or its orchestrator died right after its end: that was told.
      isNews = !hasEnded(each);
      if (!isNews) return false;
      // Whoever had it before is gone.
      const { attempts, earlierAttempts, cancelRequested } = each;
      Object.assign(each, freshRun(each.request), { attempts: attempts + 1, state: 'RUNNING', startTime: new Date() });
      if (cancelRequested) endJob(each, 'CANCELLED', ttlMs);
      else if (attempts - earlierAttempts >= maxAttempts) {
        endJob(each, 'FAILED', ttlMs, { reason: 'TOO_MANY_ATTEMPTS', message: `started ${maxAttempts} times without coming to an end` });
      }
      return true;
    });
    if (!job || !isNews) return undefined;
    if (!hasEnded(job)) return job;
    await this.#removeEarlier(job);
    this.#tellEnd(job);
    return undefined;
  }

  async #run(job: Job, controller: AbortController, exchange: Exchange | undefined): Promise<'DONE' | 'AGAIN' | 'GIVEN_BACK'> {
    const { run, maxProcessingMs, logger } = this.#options;
    const { signal } = controller;
    const timeout = setTimeout(() => {
      controller.abort(
        new DezenasError('DEADLINE_EXCEEDED', `the job took longer than ${maxProcessingMs / 1000} s`, { reason: 'PROCESSING_TIMEOUT' }),
      );
    }, maxProcessingMs);
    logger.info({ job: job.id, attempt: job.attempts }, 'job started');
    const changed = () => this.#changes.tell(job.id);
    changed();
    try {
      const removed = await this.#removeEarlier(job, signal);
      await run(job, changed, signal);
      // An excel-writer that was away then is there now.
      if (!removed) await this.#removeEarlier(job, signal);
    } catch (error) {
      if (signal.reason === TAKEN_OVER) this.#forget(job);
      await this.#removeFiles(job);
      const isAgain = await this.#waitForAnotherAttempt(job, error, changed, signal);
      exchange?.stop();
      return isAgain ? 'AGAIN' : await this.#endOf(job, signal.aborted ? signal.reason : error);
    } finally {
      exchange?.stop();
      clearTimeout(timeout);
    }
    await this.#complete(job);
    return 'DONE';
  }

  /** After an attempt failed, which the same work may not: resolves after a while. False when there is none to come. */
  async #waitForAnotherAttempt(job: Job, error: unknown, changed: () => void, signal: AbortSignal): Promise<boolean> {
    const attempt = job.attempts - job.earlierAttempts;
    if (signal.aborted || !isTransient(error) || attempt >= this.#options.maxAttempts) return false;
    this.#options.logger.warn({ err: error, job: job.id, attempt: job.attempts }, 'a service was away, the job is tried again');
    Object.assign(job, freshRun(job.request));
    changed();
    await pause(backoffMs(ATTEMPT_BACKOFF, attempt), signal);
    return !signal.aborted;
  }

  /** Records what follows from the cause that ended an attempt, the last one here. */
  async #endOf(job: Job, cause: unknown): Promise<'DONE' | 'GIVEN_BACK'> {
    const { logger } = this.#options;
    if (cause === TAKEN_OVER) return 'DONE';
    if (cause === GIVEN_BACK) return (await this.#giveBack(job)) ? 'GIVEN_BACK' : 'DONE';
    if (cause instanceof DezenasError && cause.code === 'CANCELLED') {
      await this.#end(job, 'CANCELLED');
      return 'DONE';
    }
    if (!(cause instanceof DezenasError)) logger.error({ err: cause, job: job.id }, 'job failed');
    else if (isTransient(cause)) {
      logger.warn({ err: cause, job: job.id, attempt: job.attempts }, 'a service was away, the job has no attempt left');
    }
    await this.#end(job, 'FAILED', toFailure(cause));
    return 'DONE';
  }

  /**
   * Records the end of work that is done, again until it is known to be kept: a try that failed may have been kept all the same, so the files stay.
   * @throws what the last try failed with once nothing may run here any more.
   */
  async #complete(job: Job): Promise<void> {
    const { signal } = this.#stopped;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#end(job, 'COMPLETED');
      } catch (err) {
        if (signal.aborted) throw err;
        this.#options.logger.warn({ err, job: job.id }, 'the end of a job could not be recorded, it is tried again');
        await pause(backoffMs(END_BACKOFF, tries), signal);
      }
    }
  }

  /** Its record alone says how a job is that is ours no more. */
  #forget(job: Job): void {
    if (this.#running.get(job.id)?.job === job) this.#running.delete(job.id);
  }

  /** False when they may still be there. */
  async #removeEarlier(job: Job, signal?: AbortSignal): Promise<boolean> {
    if (job.attempts === 1) return true;
    const { files, logger } = this.#options;
    try {
      await files.removeEarlier(job, signal);
      return true;
    } catch (err) {
      // Those who cancel a job do not wait for an excel-writer that hangs.
      throwIfAborted(signal);
      logger.warn({ err, job: job.id }, 'files of an earlier attempt could not be removed');
      return false;
    }
  }

  /** The excel-writer removes what it has not finished, unless it is gone itself; finished parts are ours to remove. */
  async #removeFiles(job: Job): Promise<void> {
    if (job.workbooks.splice(0).length === 0) return;
    await this.#options.files
      .removeAll(job)
      .catch((err) => this.#options.logger.warn({ err, job: job.id }, 'files of an unfinished job could not be removed'));
  }

  /** The end is told only when it is kept. That of an attempt which another one has followed is not: its files go. */
  async #end(job: Job, state: JobEnd, failure?: JobFailure): Promise<void> {
    const ended = { ...job };
    endJob(ended, state, this.#options.ttlMs, failure);
    const { mine, stored } = await saveWork(this.#options.records, job, (each) => Object.assign(each, ended));
    // An earlier try may have been kept although its answer was lost.
    if (!stored || !(mine || (isSameAttempt(stored, job) && stored.state === state))) {
      this.#forget(job);
      return this.#removeFiles(job);
    }
    Object.assign(job, stored);
    this.#tellEnd(job);
  }

  /** False when there is nothing to give back: who wanted it to end hears of the end, not of another start. */
  async #giveBack(job: Job): Promise<boolean> {
    const { mine, stored } = await saveWork(this.#options.records, job, (each) => {
      if (each.cancelRequested) endJob(each, 'CANCELLED', this.#options.ttlMs);
      else Object.assign(each, freshRun(each.request));
    });
    if (!mine || !stored || !hasEnded(stored)) return true;
    Object.assign(job, stored);
    this.#tellEnd(job);
    return false;
  }

  #tellEnd(job: Job): void {
    const { id, state, attempts, failure } = job;
    jobEnded(job);
    this.#options.logger.info({ job: id, state, attempts, failure }, 'job ended');
    this.#changes.tellEnd(id);
  }
}

/** Errors that the same work may not meet again. */
function isTransient(error: unknown): boolean {
  return error instanceof DezenasError && error.code === 'UNAVAILABLE';
}

function toFailure(error: unknown): JobFailure {
  if (error instanceof DezenasError) return { reason: error.reason, message: error.message };
  return { reason: 'INTERNAL', message: 'internal error; the log of the service has the cause' };
}
