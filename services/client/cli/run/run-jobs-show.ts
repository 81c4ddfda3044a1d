import type { JobsOptions, ListOptions } from '../options/jobs-options.js';
import { describeJob, describeJobs, toJobJson } from '../output/describe-job.js';
import { toPrintable } from '../output/printable.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { JOB_TEXTS } from '../texts/job-texts.js';
import { withOrchestrator } from './with-orchestrator.js';

export async function runList(options: ListOptions): Promise<void> {
  const locale = chooseOutputLocale(options.locale, process.env);
  const texts = JOB_TEXTS[locale];
  await withOrchestrator(options, texts, async (client, signal) => {
    const { jobs, nextPageToken } = await client.listJobs(
      {
        states: options.state?.map((state) => `JOB_STATE_${state.toUpperCase() as Uppercase<typeof state>}` as const),
        lottery: options.lottery,
        orderBy: options.oldestFirst ? 'create_time' : 'create_time desc',
        pageSize: options.limit,
        pageToken: options.pageToken,
      },
      { signal },
    );
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ jobs: jobs.map(toJobJson), nextPageToken })}\n`);
      return;
    }
    process.stdout.write(`${jobs.length > 0 ? describeJobs(jobs, locale) : texts.noJobs}\n`);
    if (nextPageToken) process.stdout.write(`\n${texts.nextPage(toPrintable(nextPageToken))}\n`);
  });
}

export async function runGet(id: string, options: JobsOptions): Promise<void> {
  const locale = chooseOutputLocale(options.locale, process.env);
  await withOrchestrator(options, JOB_TEXTS[locale], async (client, signal) => {
    const job = await client.getJob(id, { signal });
    process.stdout.write(`${options.json ? JSON.stringify(toJobJson(job)) : describeJob(job, locale)}\n`);
  });
}
