import { type Backoff, backoffMs, pause } from '../../../shared/async/backoff.js';
import type { Logger } from '../../../shared/observability/logging.js';
import { endJob, hasEnded, type Job, type JobEnd, type JobFailure, queuedFields } from '../model/job.js';
import type { JobRecords } from '../store/job-records.js';
import type { AttemptFiles } from './attempt-files.js';
import type { JobChanges } from './job-changes.js';
import { countEndedJob } from './observe-jobs.js';
import { isSameAttempt, updateOwnJob } from './record-sync.js';

export interface AttemptRecordsOptions {
  records: JobRecords;
  /** How long the files of an ended job are stored. */
  ttlMs: number;
  maxAttempts: number;
  logger: Logger;
}

/** Delay before the end of a job is stored again. */
const END_BACKOFF: Backoff = { firstDelayMs: 500, maxDelayMs: 30_000 };

/** Stores the start and the end of each attempt, and announces the end of a job once it is stored. */
export class AttemptRecords {
  readonly #options: AttemptRecordsOptions;
  readonly #files: AttemptFiles;
  readonly #changes: JobChanges;
  readonly #onSuperseded: (job: Job) => void;

  /** @param onSuperseded called before the files of a superseded attempt are removed. */
  constructor(options: AttemptRecordsOptions, files: AttemptFiles, changes: JobChanges, onSuperseded: (job: Job) => void) {
    this.#options = options;
    this.#files = files;
    this.#changes = changes;
    this.#onSuperseded = onSuperseded;
  }

  /** Stores that the next attempt of a job begins. Undefined if the job needs no attempt. */
  async begin(id: string): Promise<Job | undefined> {
    const { records, maxAttempts, ttlMs } = this.#options;
    let wasActive = false;
    const job = await records.update(id, (each) => {
      // A job that was cancelled after it left the queue has ended, and its end was announced. So has a job whose orchestrator died right
      // after storing the end.
      wasActive = !hasEnded(each);
      if (!wasActive) return false;
      // The fields of the attempt that this one supersedes are reset.
      const { attempts, earlierAttempts, cancelRequested } = each;
      Object.assign(each, queuedFields(each.request), { attempts: attempts + 1, state: 'RUNNING', startTime: new Date() });
      if (cancelRequested) endJob(each, 'CANCELLED', ttlMs);
      else if (attempts - earlierAttempts >= maxAttempts) {
        endJob(each, 'FAILED', ttlMs, { reason: 'TOO_MANY_ATTEMPTS', message: `the job did not end within ${maxAttempts} attempts` });
      }
      return true;
    });
    if (!job || !wasActive) return undefined;
    if (!hasEnded(job)) return job;
    await this.#files.removeEarlier(job);
    this.#announceEnd(job);
    return undefined;
  }

  /** Stores the end of a job, then announces it. The end of a superseded attempt is not announced; the files of the attempt are removed. */
  async end(job: Job, state: JobEnd, failure?: JobFailure): Promise<void> {
    const ended = { ...job };
    endJob(ended, state, this.#options.ttlMs, failure);
    const { isOwner, stored } = await updateOwnJob(this.#options.records, job, (each) => Object.assign(each, ended));
    // An earlier write may have been stored although its answer was lost.
    if (!stored || !(isOwner || (isSameAttempt(stored, job) && stored.state === state))) {
      this.#onSuperseded(job);
      return this.#files.removeFinished(job);
    }
    Object.assign(job, stored);
    this.#announceEnd(job);
  }

  /**
   * Stores that a job has completed, with retries until the write is confirmed. The files stay, because a write that failed may have been stored.
   * @throws the last error when `stopped` has fired.
   */
  async complete(job: Job, stopped: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.end(job, 'COMPLETED');
      } catch (err) {
        if (stopped.aborted) throw err;
        this.#options.logger.warn({ err, job: job.id }, 'the end of a job could not be stored; retrying');
        await pause(backoffMs(END_BACKOFF, tries), stopped);
      }
    }
  }

  /** Stores that a job waits for its next attempt. Returns false if the job was cancelled instead, which is announced. */
  async requeue(job: Job): Promise<boolean> {
    const { isOwner, stored } = await updateOwnJob(this.#options.records, job, (each) => {
      if (each.cancelRequested) endJob(each, 'CANCELLED', this.#options.ttlMs);
      else Object.assign(each, queuedFields(each.request));
    });
    if (!isOwner || !stored || !hasEnded(stored)) return true;
    Object.assign(job, stored);
    this.#announceEnd(job);
    return false;
  }

  #announceEnd(job: Job): void {
    const { id, state, attempts, failure } = job;
    countEndedJob(job);
    this.#options.logger.info({ job: id, state, attempts, failure }, 'job ended');
    this.#changes.notifyEnd(id);
  }
}
