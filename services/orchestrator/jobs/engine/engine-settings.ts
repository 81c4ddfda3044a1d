import type { JobEngineOptions } from './job-engine.js';

interface EngineConfig {
  MAX_QUEUED_JOBS: number;
  JOB_TTL_SECONDS: number;
  JOB_EXPIRED_SECONDS: number;
  MAX_PROCESSING_SECONDS: number;
  MAX_ATTEMPTS: number;
}

/** Converts the orchestrator's settings to options of the job engine. */
export function toEngineOptions(
  config: EngineConfig,
): Pick<JobEngineOptions, 'maxQueuedJobs' | 'ttlMs' | 'expiredMs' | 'maxProcessingMs' | 'maxAttempts'> {
  return {
    maxQueuedJobs: config.MAX_QUEUED_JOBS,
    ttlMs: config.JOB_TTL_SECONDS * 1000,
    expiredMs: config.JOB_EXPIRED_SECONDS * 1000,
    maxProcessingMs: config.MAX_PROCESSING_SECONDS * 1000,
    maxAttempts: config.MAX_ATTEMPTS,
  };
}
