import { inJob } from '../../../shared/observability/job-scope.js';
import { inSpan } from '../../../shared/observability/tracing.js';
import type { Job } from '../model/job.js';
import { endedJobs, jobSeconds, jobs, queueDepth } from './job-metrics.js';
import type { JobRunner } from './job-runner.js';

/** What an engine shows whenever somebody looks. */
export interface JobSource {
  /** Jobs at work in this process. */
  atWork: () => readonly Job[];
  /** How many jobs wait, for any process. */
  waiting: () => Promise<number>;
}

/** Returns how to end that. */
export function showJobs({ atWork, waiting }: JobSource): () => void {
  const count = (state: Job['state']) => atWork().filter((job) => job.state === state).length;
  const hide = [
    jobs.show(() => ({ RUNNING: count('RUNNING'), WRITING: count('WRITING') })),
    queueDepth.show(async () => ({ '': await waiting() })),
  ];
  return () => {
    for (const end of hide) end();
  };
}

/** Counts a job that ended. */
export function jobEnded({ state, startTime, endTime }: Job): void {
  endedJobs.add(1, { state });
  if (startTime && endTime) jobSeconds.observe(Math.max(0, endTime.getTime() - startTime.getTime()) / 1000, { state });
}

/**
 * The same runner, each of its runs a span and all that it logs and calls marked with the job. The span belongs to the trace of the call that created
 * the job, whoever's turn it was to start it.
 */
export function observedRunner(run: JobRunner): JobRunner {
  return (job, changed, signal) => {
    const { spec, trace } = job.request;
    const attributes = { 'dezenas.job': job.id, 'dezenas.lottery': spec.lottery.id, 'dezenas.quantity': spec.quantity };
    return inJob(job.id, () =>
      inSpan('job', { parent: trace, attributes: { ...attributes, 'dezenas.attempt': job.attempts } }, () => run(job, changed, signal)),
    );
  };
}
