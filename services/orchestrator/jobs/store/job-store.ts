import type { DezenasError } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import type { OrchestratorConfig } from '../../config.js';
import type { Values } from '../../storage/values.js';
import type { JobQueue } from './job-queue.js';
import type { JobRecords } from './job-records.js';

/** Where jobs are kept and wait, and the draws beside them. */
export interface JobStore {
  records: JobRecords;
  queue: JobQueue;
  values: Values;
  /** @throws DezenasError when jobs cannot be kept now. */
  check(): Promise<void>;
  /** Once the queue is closed. */
  close(): Promise<void>;
}

/**
 * Opens the store that JOB_ENGINE names. The libraries of the other one are never loaded.
 * @param lost called once, with why: the jobs were taken over by another process that believes this one dead.
 * @throws DezenasError FAILED_PRECONDITION when another process has the jobs, UNAVAILABLE when the store does not answer.
 */
export async function openJobStore(config: OrchestratorConfig, logger: Logger, lost: (why: DezenasError) => void): Promise<JobStore> {
  if (config.JOB_ENGINE === 'bullmq') {
    const { openClusterStore } = await import('./cluster/cluster-store.js');
    return openClusterStore(config, logger);
  }
  const { openEmbeddedStore } = await import('./embedded/embedded-store.js');
  return openEmbeddedStore(config, lost);
}
