import { runInJob } from '../../../shared/observability/job-scope.js';
import { runInSpan } from '../../../shared/observability/tracing.js';
import type { Job } from '../model/job.js';
import { endedJobs, jobSeconds, jobs, queueDepth } from './job-metrics.js';
import type { JobRunner } from './job-runner.js';

/** The source of the gauges of jobs. */
export interface JobSource {
  /** Returns the jobs that run in this process. */
  runningJobs: () => readonly Job[];
  /** Counts the queued jobs of all processes. */
  countQueued: () => Promise<number>;
}

/** Reports the jobs as metrics. Returns a function that stops the report. */
export function showJobMetrics({ runningJobs, countQueued }: JobSource): () => void {
  const count = (state: Job['state']) => runningJobs().filter((job) => job.state === state).length;
  const removals = [
    jobs.show(() => ({ RUNNING: count('RUNNING'), WRITING: count('WRITING') })),
    queueDepth.show(async () => ({ '': await countQueued() })),
  ];
  return () => {
    for (const remove of removals) remove();
  };
}

/** Counts an ended job. */
export function countEndedJob({ state, startTime, endTime }: Job): void {
  endedJobs.add(1, { state });
  if (startTime && endTime) jobSeconds.observe(Math.max(0, endTime.getTime() - startTime.getTime()) / 1000, { state });
}

/**
 * Wraps a runner: each attempt is a span in the trace of the call that created the job, and log lines and calls of the attempt carry the id of
 * the job.
 */
export function observeRunner(run: JobRunner): JobRunner {
  return (job, onChange, signal) => {
    const { spec, trace } = job.request;
    const attributes = { 'dezenas.job': job.id, 'dezenas.lottery': spec.lottery.id, 'dezenas.quantity': spec.quantity };
    return runInJob(job.id, () =>
      runInSpan('job', { parent: trace, attributes: { ...attributes, 'dezenas.attempt': job.attempts } }, () => run(job, onChange, signal)),
    );
  };
}
