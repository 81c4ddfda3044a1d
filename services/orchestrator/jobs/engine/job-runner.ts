import type { Job } from '../model/job.js';

/** Runs one attempt of a job. Keeps `job` up to date and calls `changed` after every change that watchers should see. */
export type JobRunner = (job: Job, changed: () => void, signal: AbortSignal) => Promise<void>;
