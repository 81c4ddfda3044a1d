import type { Values } from '../../storage/values.js';
import type { JobQueue } from './job-queue.js';
import type { JobRecords } from './job-records.js';

/** The settings of both kinds of store. OrchestratorConfig contains all of them. */
export interface JobStoreSettings {
  JOB_ENGINE: 'embedded' | 'bullmq';
  JOBS_DIR: string;
  DATA_DIR: string;
  REDIS_URL: string;
  MAX_CONCURRENT_JOBS: number;
}

/** The stored jobs, their queue, and the stored draws. */
export interface JobStore {
  records: JobRecords;
  queue: JobQueue;
  values: Values;
  /**
   * Checks that the store accepts writes.
   * @throws DezenasError when it does not.
   */
  check(): Promise<void>;
  /** Closes the store. The queue must be closed first. */
  close(): Promise<void>;
}
