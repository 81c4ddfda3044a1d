import { throwIfAborted } from '../../../shared/errors.js';
import { hasEnded, type Job } from '../model/job.js';
import type { JobChanges } from './job-changes.js';

/** Shortest time between two updates of the same watcher, except for the end of the job. */
const UPDATE_INTERVAL_MS = 200;
/** A watcher of a running job receives an update at least every second. */
const HEARTBEAT_MS = 700;
/** Interval of reading the record of a job that another process may run. */
export const POLL_INTERVAL_MS = 200;

/** The jobs to watch. */
export interface WatchedJobs {
  /** @throws DezenasError NOT_FOUND */
  get(id: string): Promise<Job>;
  /** Returns a job that runs in this process. */
  getRunning(id: string): Job | undefined;
  /** True if other processes run jobs of the same queue. */
  isShared: boolean;
  /** Changes of the jobs that run in this process. */
  changes: JobChanges;
}

/**
 * Yields the job now and after every change, and at least once a second while the job runs. Returns after the end of the job.
 * @throws DezenasError NOT_FOUND
 */
export async function* watchJob(id: string, jobs: WatchedJobs, signal: AbortSignal): AsyncGenerator<Job> {
  let last: { timeMs: number; job: string } | undefined;
  for (;;) {
    throwIfAborted(signal);
    const runsElsewhere = jobs.isShared && !jobs.getRunning(id);
    // Waiting starts before the job is read, so that no change is missed in between.
    const changed = jobs.changes.waitForChange(id, runsElsewhere ? POLL_INTERVAL_MS : HEARTBEAT_MS, signal);
    const job = await jobs.get(id);
    // Read before the yield: the job may end while a slow watcher reads the update.
    const isLast = hasEnded(job);
    const shown = JSON.stringify([job.state, job.progress, job.workbooks.length, job.attempts]);
    if (shown !== last?.job || performance.now() - last.timeMs >= HEARTBEAT_MS - POLL_INTERVAL_MS) {
      last = { timeMs: performance.now(), job: shown };
      yield job;
    }
    if (isLast) return;
    await changed;
    // A running job changes with every batch, so updates are limited to a few per second. The end is not delayed.
    const running = jobs.getRunning(id);
    if (running && !hasEnded(running)) await jobs.changes.waitForEnd(id, UPDATE_INTERVAL_MS, signal);
  }
}
