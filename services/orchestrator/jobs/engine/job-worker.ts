import { type Backoff, backoffMs, pause } from '../../../shared/async/backoff.js';
import { DezenasError } from '../../../shared/errors.js';
import type { PauseDetector } from '../../../shared/process/pause-detector.js';
import { type Job, type JobFailure, queuedFields } from '../model/job.js';
import type { JobQueue } from '../store/job-queue.js';
import { AttemptFiles } from './attempt-files.js';
import { AttemptRecords, type AttemptRecordsOptions } from './attempt-records.js';
import type { JobChanges } from './job-changes.js';
import type { JobRunner } from './job-runner.js';
import { REQUEUED, type RecordSync, startRecordSync, TAKEN_OVER } from './record-sync.js';
import type { WorkbookFiles } from './workbook-files.js';

export interface JobWorkerOptions extends AttemptRecordsOptions {
  queue: JobQueue;
  run: JobRunner;
  files: WorkbookFiles;
  maxProcessingMs: number;
}

/** Delay before the next attempt of a job that failed because a service was unavailable: the service may be restarting. */
const ATTEMPT_BACKOFF: Backoff = { firstDelayMs: 2_000, maxDelayMs: 30_000 };

/** A job that runs in this process. */
interface RunningJob {
  job: Job;
  controller: AbortController;
  /** Undefined if no other process can take over the job. */
  sync: RecordSync | undefined;
  /** Settles when the work has stopped. */
  work: Promise<unknown>;
}

/** Runs the attempts of queued jobs until each job has ended or is requeued. */
export class JobWorker {
  readonly #options: JobWorkerOptions;
  readonly #changes: JobChanges;
  readonly #pauses: PauseDetector;
  readonly #files: AttemptFiles;
  readonly #records: AttemptRecords;
  readonly #running = new Map<string, RunningJob>();
  /** Fires with the reason when no job may run in this process any more. */
  readonly #stopped = new AbortController();

  constructor(options: JobWorkerOptions, changes: JobChanges, pauses: PauseDetector) {
    this.#options = options;
    this.#changes = changes;
    this.#pauses = pauses;
    this.#files = new AttemptFiles(options.files, options.logger);
    this.#records = new AttemptRecords(options, this.#files, changes, (job) => this.#forget(job));
  }

  /** Returns the current state of a job that runs in this process. Undefined for other jobs, and while the ownership is not confirmed. */
  getRunning(id: string): Job | undefined {
    const running = this.#running.get(id);
    return running?.sync?.isOwnershipConfirmed() === false ? undefined : running?.job;
  }

  /** Jobs that run in this process. */
  get runningJobs(): Job[] {
    return [...this.#running.values()].map(({ job }) => job);
  }

  /** Stops the work of a job in this process, if any, and resolves when the work has stopped. */
  async stop(id: string, reason: DezenasError): Promise<void> {
    const running = this.#running.get(id);
    running?.controller.abort(reason);
    await running?.work;
  }

  /** Stops all work, including attempts that begin later, and resolves when all work has stopped. */
  async stopAll(reason: DezenasError): Promise<void> {
    this.#stopped.abort(reason);
    for (const { controller } of this.#running.values()) controller.abort(reason);
    await this.waitUntilIdle();
  }

  /** Resolves when all jobs that run now have stopped. */
  async waitUntilIdle(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ work }) => work));
  }

  /** Runs the attempts of a job. Resolves with false when the job must be requeued. Never rejects. */
  async runJob(id: string): Promise<boolean> {
    try {
      for (;;) {
        const job = await this.#records.begin(id);
        if (!job) return true;
        const controller = new AbortController();
        const { aborted, reason } = this.#stopped.signal;
        if (aborted) controller.abort(reason);
        const { queue, records, logger } = this.#options;
        const sync = queue.isShared ? startRecordSync(records, job, controller, this.#pauses, logger) : undefined;
        const work = this.#runAttempt(job, controller, sync);
        this.#running.set(id, { job, controller, sync, work });
        const outcome = await work.finally(() => this.#running.delete(id));
        if (outcome !== 'RETRY') return outcome === 'DONE';
      }
    } catch (err) {
      this.#options.logger.error({ err, job: id }, 'an attempt could not be stored; the job is requeued');
      return false;
    }
  }

  async #runAttempt(job: Job, controller: AbortController, sync: RecordSync | undefined): Promise<'DONE' | 'RETRY' | 'REQUEUE'> {
    const { run, maxProcessingMs, logger } = this.#options;
    const { signal } = controller;
    const timeout = setTimeout(() => {
      controller.abort(
        new DezenasError('DEADLINE_EXCEEDED', `the job took longer than ${maxProcessingMs / 1000} s`, { reason: 'PROCESSING_TIMEOUT' }),
      );
    }, maxProcessingMs);
    logger.info({ job: job.id, attempt: job.attempts }, 'job started');
    const onChange = () => this.#changes.notify(job.id);
    onChange();
    try {
      const removed = await this.#files.removeEarlier(job, signal);
      await run(job, onChange, signal);
      // The excel-writer may have been unavailable at the start of the attempt.
      if (!removed) await this.#files.removeEarlier(job, signal);
    } catch (error) {
      if (signal.reason === TAKEN_OVER) this.#forget(job);
      await this.#files.removeFinished(job);
      const isRetried = await this.#waitForRetry(job, error, onChange, signal);
      sync?.stop();
      return isRetried ? 'RETRY' : await this.#endAttempt(job, signal.aborted ? signal.reason : error);
    } finally {
      sync?.stop();
      clearTimeout(timeout);
    }
    await this.#records.complete(job, this.#stopped.signal);
    return 'DONE';
  }

  /** Waits before the next attempt if the error is transient. Returns false if no attempt follows. */
  async #waitForRetry(job: Job, error: unknown, onChange: () => void, signal: AbortSignal): Promise<boolean> {
    const attempt = job.attempts - job.earlierAttempts;
    if (signal.aborted || !isTransient(error) || attempt >= this.#options.maxAttempts) return false;
    this.#options.logger.warn({ err: error, job: job.id, attempt: job.attempts }, 'a service was unavailable; the job is retried');
    Object.assign(job, queuedFields(job.request));
    onChange();
    await pause(backoffMs(ATTEMPT_BACKOFF, attempt), signal);
    return !signal.aborted;
  }

  /** Stores the outcome of a failed or stopped attempt that is not retried here. */
  async #endAttempt(job: Job, cause: unknown): Promise<'DONE' | 'REQUEUE'> {
    const { logger } = this.#options;
    if (cause === TAKEN_OVER) return 'DONE';
    if (cause === REQUEUED) return (await this.#records.requeue(job)) ? 'REQUEUE' : 'DONE';
    if (cause instanceof DezenasError && cause.code === 'CANCELLED') {
      await this.#records.end(job, 'CANCELLED');
      return 'DONE';
    }
    if (!(cause instanceof DezenasError)) logger.error({ err: cause, job: job.id }, 'job failed');
    else if (isTransient(cause)) {
      logger.warn({ err: cause, job: job.id, attempt: job.attempts }, 'a service was unavailable; the job has no attempts left');
    }
    await this.#records.end(job, 'FAILED', toFailure(cause));
    return 'DONE';
  }

  /** Removes a job from the running jobs: after a takeover, only the stored record is authoritative. */
  #forget(job: Job): void {
    if (this.#running.get(job.id)?.job === job) this.#running.delete(job.id);
  }
}

/** Returns whether the same work may succeed when repeated. */
function isTransient(error: unknown): boolean {
  return error instanceof DezenasError && error.code === 'UNAVAILABLE';
}

function toFailure(error: unknown): JobFailure {
  if (error instanceof DezenasError) return { reason: error.reason, message: error.message };
  return { reason: 'INTERNAL', message: 'internal error; the log of the service has the cause' };
}
