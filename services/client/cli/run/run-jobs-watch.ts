import { DezenasError } from '../../../shared/errors.js';
import type { DezenasClient, Job } from '../../library/client.js';
import type { FollowOptions } from '../options/jobs-options.js';
import { describeJob, toJobJson } from '../output/describe-job.js';
import { createProgress } from '../output/progress.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { JOB_TEXTS } from '../texts/job-texts.js';
import { withOrchestrator } from './with-orchestrator.js';

/** Watches a job to its end. Returns the exit code of {@link followJob}. */
export async function runWatch(id: string, options: FollowOptions): Promise<number> {
  const interrupted = JOB_TEXTS[chooseOutputLocale(options.locale, process.env)].watchInterrupted;
  let exitCode = 1;
  await withOrchestrator(options, { interrupted }, async (client, signal) => {
    exitCode = await followJob(client, id, options, signal);
  });
  return exitCode;
}

/** Shows the progress of a job, then its final state. Returns the exit code: 0 when the job completed, 1 when it failed, was cancelled or expired. */
export async function followJob(client: DezenasClient, id: string, options: FollowOptions, signal: AbortSignal): Promise<number> {
  const locale = chooseOutputLocale(options.locale, process.env);
  const progress = await createProgress(locale, process.stderr, options.quiet ?? false);
  let last: Job | undefined;
  try {
    for await (const job of client.watchJob(id, { signal })) {
      last = job;
      progress.update(job);
    }
  } finally {
    progress.stop();
  }
  if (!last) throw new DezenasError('INTERNAL', 'the server ended the watch without sending the job');
  process.stdout.write(`${options.json ? JSON.stringify(toJobJson(last)) : describeJob(last, locale)}\n`);
  return last.state === 'JOB_STATE_COMPLETED' ? 0 : 1;
}
