/** Metrics of jobs; docs/reference/metrics.md describes them. */

import { counter, gauge, histogram } from '../../../shared/observability/metric.js';

export const jobs = gauge<'state'>({
  name: 'dezenas_jobs',
  help: 'Jobs that run in this process, by state',
  labels: { state: ['RUNNING', 'WRITING'] },
});

export const queueDepth = gauge({
  name: 'dezenas_queue_depth',
  help: 'Queued jobs. Each of several orchestrators that share a queue reports all of them',
});

export const endedJobs = counter<'state'>({
  name: 'dezenas_jobs_total',
  help: 'Ended jobs, by final state',
  labels: { state: ['COMPLETED', 'FAILED', 'CANCELLED'] },
});

export const jobSeconds = histogram<'state'>({
  name: 'dezenas_job_seconds',
  help: 'Time from the start of the last attempt of a job to the end of the job',
  labels: { state: ['COMPLETED', 'FAILED', 'CANCELLED'] },
  buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600],
});
