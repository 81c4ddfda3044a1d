import { Command, Option } from 'commander';
import { LOTTERIES } from '../../../domain/lotteries/catalogue.js';
import { CUSTOM_LOTTERY } from '../../../domain/lotteries/custom.js';
import { addConnectionOptions } from '../options/connection-options.js';
import { addGamesOptions, addWorkbookOptions, FORMATS, modeOption } from '../options/job-options.js';
import {
  type CreateOptions,
  type DownloadCommandOptions,
  type FollowOptions,
  type JobsOptions,
  type ListOptions,
  STATES,
} from '../options/jobs-options.js';
import { parseInteger, parseJobId } from '../options/parse-values.js';
import { addLotteryOption, RULE_HELP } from '../options/spec-options.js';

const EXIT_CODES = `
Exit codes: 0 done (a watched job: completed), 1 failed (a watched job: failed, cancelled or
expired), 2 wrong options or a spec the rules of the lottery do not allow, 129,
130 or 143 interrupted: the job goes on.`;

const DOWNLOAD_HELP = `
What arrives waits beside its target as .NAME.DIGEST.part: a download that broke off goes on
where it was when the command is repeated. A file has its name once its SHA-256 is right, and
replaces one of the same name; one that is there already is not fetched again.`;

/** `dezenas jobs`: the jobs of a running orchestrator. */
export function jobsCommand(): Command {
  const jobs = new Command('jobs')
    .summary('create, follow and fetch the jobs of a running orchestrator')
    .description('The jobs of a running orchestrator (dezenas serve). They outlive this command, and the orchestrator.')
    .addHelpText('after', `${EXIT_CODES}\n\nJobs have an id; dezenas jobs list shows them.`);

  const create = jobs.command('create').summary('hand in a job').description('Hands in a job and prints its id.');
  addGamesOptions(create).optionsGroup('The file:');
  addWorkbookOptions(
    create,
    new Option('--format <format>', 'Excel workbooks, text, or no file at all (default: xlsx)').choices([...FORMATS, 'none']),
  )
    .optionsGroup('How to run:')
    .option('--priority <n>', 'jobs of a higher one run before others that wait: 0 (default) to 100', parseInteger)
    .option('--request-id <name>', 'a name of your own: the same one again gives the same job')
    .addOption(modeOption());
  withWatch(withHow(create, false))
    .addHelpText(
      'after',
      `${RULE_HELP}
${EXIT_CODES}

Examples:
  $ dezenas jobs create --quantity 1000000
  $ dezenas jobs create --quantity 5000000 --format none --priority 10 --request-id bolao-42 --watch
  $ id=$(dezenas jobs create --quantity 1000000) && dezenas jobs watch $id && dezenas jobs download $id`,
    )
    .action(async (options: CreateOptions) => {
      const { runCreate } = await import('../run/run-jobs-change.js');
      process.exitCode = await runCreate(options);
    });

  const list = jobs.command('list').summary('list jobs, the newest first').description('Lists jobs, the newest first.');
  addLotteryOption(
    list.addOption(new Option('--state <state...>', 'only jobs in one of these states; repeatable').choices(STATES)),
    [...LOTTERIES.map(({ id }) => id), CUSTOM_LOTTERY],
    'only jobs of this lottery (default: of any)',
  )
    .option('--oldest-first', 'the oldest first')
    .option('--limit <jobs>', 'jobs of a page, 1 to 1,000', parseInteger, 50)
    .option('--page-token <token>', 'the page that follows: what the page before ended with');
  withHow(list)
    .addHelpText('after', '\nExamples:\n  $ dezenas jobs list --state queued --state running\n  $ dezenas jobs list --limit 1000 --json')
    .action(async (options: ListOptions) => {
      const { runList } = await import('../run/run-jobs-show.js');
      await runList(options);
    });

  withHow(onJob(jobs, 'get', 'show a job'))
    .description('Shows a job: its state, its progress, its files.')
    .action(async (id: string, options: JobsOptions) => {
      const { runGet } = await import('../run/run-jobs-show.js');
      await runGet(id, options);
    });

  withQuiet(withHow(onJob(jobs, 'watch', 'follow a job to its end')))
    .description('Follows a job to its end, and shows it then. A server that goes away is waited for, for up to a minute.')
    .addHelpText('after', EXIT_CODES)
    .action(async (id: string, options: FollowOptions) => {
      const { runWatch } = await import('../run/run-jobs-watch.js');
      process.exitCode = await runWatch(id, options);
    });

  withHow(onJob(jobs, 'cancel', 'end a job that waits or runs'))
    .description('Ends a job: one that waits at once, one that runs within a second.')
    .action(async (id: string, options: JobsOptions) => {
      const { runCancel } = await import('../run/run-jobs-change.js');
      await runCancel(id, options);
    });

  withHow(onJob(jobs, 'delete', 'forget a job that has ended, and its files'))
    .description('Forgets a job that has ended, and its files on the server.')
    .action(async (id: string, options: JobsOptions) => {
      const { runDelete } = await import('../run/run-jobs-change.js');
      await runDelete(id, options);
    });

  withWatch(withHow(onJob(jobs, 'retry', 'queue a job again')))
    .description('Queues a job again that failed, was cancelled or expired: the same games.')
    .addHelpText('after', EXIT_CODES)
    .action(async (id: string, options: FollowOptions) => {
      const { runRetry } = await import('../run/run-jobs-change.js');
      process.exitCode = await runRetry(id, options);
    });

  withHow(
    onJob(jobs, 'download', 'fetch the files of a job')
      .option('--part <n>', 'only this one of its files, from 1; also while the job still works', parseInteger)
      .option('-o, --out <file>', 'where to write it; of several files jogos.xlsx becomes jogos-part-01-of-10.xlsx (default: jogos.xlsx)'),
  )
    .description('Fetches the files of a completed job, checks them, and goes on where an earlier attempt broke off.')
    .addHelpText('after', DOWNLOAD_HELP)
    .action(async (id: string, options: DownloadCommandOptions) => {
      const { runDownload } = await import('../run/run-jobs-download.js');
      await runDownload(id, options);
    });
  return jobs;
}

function onJob(jobs: Command, name: string, summary: string): Command {
  return jobs.command(name).argument('<id>', 'the job', parseJobId).summary(summary);
}

function withHow(command: Command, locale = true): Command {
  addConnectionOptions(command, 'the orchestrator', '127.0.0.1:50051');
  if (locale) command.addOption(new Option('--locale <locale>', 'language of the output (default: yours)').choices(['pt-BR', 'en']));
  return command.option('--json', 'print the result as one JSON object');
}

function withWatch(command: Command): Command {
  return withQuiet(command.option('--watch', 'follow it to its end'));
}

function withQuiet(command: Command): Command {
  return command.option('-q, --quiet', 'no progress');
}
