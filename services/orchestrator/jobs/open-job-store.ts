import type { DezenasError } from '../../shared/errors.js';
import type { Logger } from '../../shared/observability/logging.js';
import type { JobStore, JobStoreSettings } from './store/job-store.js';

/**
 * Opens the store that JOB_ENGINE names. The libraries of the other store are never loaded.
 * @param onLost called once, with the reason, when another process that considers this one dead has taken over the jobs.
 * @throws DezenasError FAILED_PRECONDITION when another process owns the jobs, UNAVAILABLE when the store does not answer.
 */
export async function openJobStore(settings: JobStoreSettings, logger: Logger, onLost: (reason: DezenasError) => void): Promise<JobStore> {
  if (settings.JOB_ENGINE === 'bullmq') {
    const { openClusterStore } = await import('./store/cluster/cluster-store.js');
    return openClusterStore(settings, logger);
  }
  const { openEmbeddedStore } = await import('./store/embedded/embedded-store.js');
  return openEmbeddedStore(settings, onLost);
}
