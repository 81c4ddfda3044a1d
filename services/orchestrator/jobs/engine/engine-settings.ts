import type { OrchestratorConfig } from '../../config.js';
import type { JobEngineOptions } from './job-engine.js';

/** What the settings say of the engine. */
export function engineSettings(
  config: OrchestratorConfig,
): Pick<JobEngineOptions, 'maxQueuedJobs' | 'ttlMs' | 'expiredMs' | 'maxProcessingMs' | 'maxAttempts'> {
  return {
    maxQueuedJobs: config.MAX_QUEUED_JOBS,
    ttlMs: config.JOB_TTL_SECONDS * 1000,
    expiredMs: config.JOB_EXPIRED_SECONDS * 1000,
    maxProcessingMs: config.MAX_PROCESSING_SECONDS * 1000,
    maxAttempts: config.MAX_ATTEMPTS,
  };
}
