import type { Job } from '../model/job.js';

/** Runs one attempt of a job. Updates `job` and calls `onChange` after every change that watchers should see. */
export type JobRunner = (job: Job, onChange: () => void, signal: AbortSignal) => Promise<void>;
