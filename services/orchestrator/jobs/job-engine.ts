import type { Job, JobRequest } from './job.js';

/** Keeps jobs and runs them, a few at a time, in the order they came. */
export interface JobEngine {
  /**
   * Accepts a job. `idempotency` makes it the only job of its key: the same fingerprint gets the job that is already
   * there.
   * @throws DezenasError RESOURCE_EXHAUSTED when too many jobs wait, ALREADY_EXISTS when the key was used for another
   * fingerprint, UNAVAILABLE while stopping.
   */
  create(request: JobRequest, idempotency?: { key: string; fingerprint: string }): Promise<Job>;
  /** @throws DezenasError NOT_FOUND */
  get(id: string): Promise<Job>;
  /**
   * The job now, then after every change, at least once a second while it works; ends with the job.
   * @throws DezenasError NOT_FOUND
   */
  watch(id: string, signal: AbortSignal): AsyncIterable<Job>;
  /**
   * Ends a job and resolves when its work has stopped.
   * @throws DezenasError NOT_FOUND, or FAILED_PRECONDITION when it has already ended.
   */
  cancel(id: string): Promise<Job>;
  /** Accepts no more, waits up to `drainMs` for the running jobs, then cancels the rest. Forgets what does not outlive it. */
  stop(drainMs: number): Promise<void>;
}

/** Does a job's work; keeps `job` up to date and calls `changed` after every change worth telling. */
export type JobRunner = (job: Job, changed: () => void, signal: AbortSignal) => Promise<void>;

/** Frees what a job that is forgotten has left behind. */
export type JobCleaner = (job: Job) => Promise<void>;
