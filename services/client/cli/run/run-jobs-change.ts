import { DezenasError } from '../../../shared/errors.js';
import type { DezenasClient, Job } from '../../library/client.js';
import type { CreateOptions, FollowOptions, JobsOptions } from '../options/jobs-options.js';
import { describeJob, toJobJson } from '../output/describe-job.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { JOB_TEXTS } from '../texts/job-texts.js';
import { toCreateJobRequest } from './generate-request.js';
import { followJob } from './run-jobs-watch.js';
import { withOrchestrator } from './with-orchestrator.js';

/** Creates a job. Returns the exit code: 0, or with --watch the exit code of the job. */
export async function runCreate(options: CreateOptions): Promise<number> {
  if (options.quantity === undefined && options.budget === undefined)
    throw new DezenasError('INVALID_ARGUMENT', COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)].sizeMissing);
  return submitJob(options, (client, signal) => client.createJob(toCreateJobRequest(options), { signal }));
}

/** Requeues a job. Returns the exit code: 0, or with --watch the exit code of the job. */
export async function runRetry(id: string, options: FollowOptions): Promise<number> {
  return submitJob(options, (client, signal) => client.retryJob(id, { signal }));
}

export async function runCancel(id: string, options: JobsOptions): Promise<void> {
  const locale = chooseOutputLocale(options.locale, process.env);
  await withOrchestrator(options, JOB_TEXTS[locale], async (client, signal) => {
    const job = await client.cancelJob(id, { signal });
    process.stdout.write(`${options.json ? JSON.stringify(toJobJson(job)) : describeJob(job, locale)}\n`);
  });
}

export async function runDelete(id: string, options: JobsOptions): Promise<void> {
  const texts = JOB_TEXTS[chooseOutputLocale(options.locale, process.env)];
  await withOrchestrator(options, texts, async (client, signal) => {
    await client.deleteJob(id, { signal });
    process.stdout.write(`${options.json ? JSON.stringify({ id, deleted: true }) : texts.deleted(id)}\n`);
  });
}

/** Prints the id at once, for scripts. With --watch and --json, prints only the ended job, so that the output is one object. */
async function submitJob(options: FollowOptions, submit: (client: DezenasClient, signal: AbortSignal) => Promise<Job>): Promise<number> {
  const { interrupted, watchInterrupted } = JOB_TEXTS[chooseOutputLocale(options.locale, process.env)];
  let exitCode = 0;
  await withOrchestrator(options, { interrupted: options.watch ? watchInterrupted : interrupted }, async (client, signal) => {
    const job = await submit(client, signal);
    if (!options.json) process.stdout.write(`${job.id}\n`);
    else if (!options.watch) process.stdout.write(`${JSON.stringify(toJobJson(job))}\n`);
    if (options.watch) exitCode = await followJob(client, job.id, options, signal);
  });
  return exitCode;
}
