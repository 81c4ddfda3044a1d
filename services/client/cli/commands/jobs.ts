import { Command, Option } from 'commander';
import { LOTTERIES } from '../../../domain/lotteries/catalogue.js';
import { CUSTOM_LOTTERY } from '../../../domain/lotteries/custom.js';
import { addConnectionOptions } from '../options/connection-options.js';
import { addGamesOptions, addWorkbookOptions, createModeOption, FORMATS } from '../options/job-options.js';
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
Exit codes: 0 success (a watched job: completed), 1 failure (a watched job: failed, cancelled or
expired), 2 wrong options, or a spec that the lottery does not allow, 129, 130 or 143
interrupted: the job keeps running.`;

const DOWNLOAD_HELP = `
A partial download is stored beside its target as .NAME.DIGEST.part; run the same command again
to resume an interrupted download. A complete file is renamed to its target after a check of
its SHA-256, and replaces a file of the same name. A file that exists already is not fetched.`;

/** `dezenas jobs`: creates, follows and fetches the jobs of a running orchestrator. */
export function createJobsCommand(): Command {
  const jobs = new Command('jobs')
    .summary('create, follow and fetch the jobs of a running orchestrator')
    .description('Manages the jobs of a running orchestrator (dezenas serve). Jobs outlive this command and a restart of the orchestrator.')
    .addHelpText('after', `${EXIT_CODES}\n\nEach job has an id; dezenas jobs list shows the ids.`);

  const create = jobs.command('create').summary('create a job').description('Creates a job and prints its id.');
  addGamesOptions(create).optionsGroup('The file:');
  addWorkbookOptions(
    create,
    new Option('--format <format>', 'Excel workbooks, text, or no file at all (default: xlsx)').choices([...FORMATS, 'none']),
  )
    .optionsGroup('How to run:')
    .option('--priority <n>', 'queued jobs with a higher priority run first: 0 (default) to 100', parseInteger)
    .option('--request-id <name>', 'a name you choose: the same name and options give the same job, not another one')
    .addOption(createModeOption());
  addWatchOption(addCommonOptions(create, false))
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
    'only jobs of this lottery (default: all lotteries)',
  )
    .option('--oldest-first', 'list the oldest jobs first')
    .option('--limit <jobs>', 'jobs per page, 1 to 1,000', parseInteger, 50)
    .option('--page-token <token>', 'show the next page: the token that the previous page printed');
  addCommonOptions(list)
    .addHelpText('after', '\nExamples:\n  $ dezenas jobs list --state queued --state running\n  $ dezenas jobs list --limit 1000 --json')
    .action(async (options: ListOptions) => {
      const { runList } = await import('../run/run-jobs-show.js');
      await runList(options);
    });

  addCommonOptions(addJobCommand(jobs, 'get', 'show a job'))
    .description('Shows a job: its state, its progress, its files.')
    .action(async (id: string, options: JobsOptions) => {
      const { runGet } = await import('../run/run-jobs-show.js');
      await runGet(id, options);
    });

  addQuietOption(addCommonOptions(addJobCommand(jobs, 'watch', 'follow a job to its end')))
    .description('Follows a job to its end, and shows its final state. Reconnects for up to a minute when the server is unreachable.')
    .addHelpText('after', EXIT_CODES)
    .action(async (id: string, options: FollowOptions) => {
      const { runWatch } = await import('../run/run-jobs-watch.js');
      process.exitCode = await runWatch(id, options);
    });

  addCommonOptions(addJobCommand(jobs, 'cancel', 'cancel a queued or running job'))
    .description('Cancels a job: a queued job at once, a running job within a second.')
    .action(async (id: string, options: JobsOptions) => {
      const { runCancel } = await import('../run/run-jobs-change.js');
      await runCancel(id, options);
    });

  addCommonOptions(addJobCommand(jobs, 'delete', 'delete a job that has ended, and its files'))
    .description('Deletes a job that has ended, and its files on the server.')
    .action(async (id: string, options: JobsOptions) => {
      const { runDelete } = await import('../run/run-jobs-change.js');
      await runDelete(id, options);
    });

  addWatchOption(addCommonOptions(addJobCommand(jobs, 'retry', 'requeue a job')))
    .description('Requeues a job that failed, was cancelled or expired. The job generates the same games.')
    .addHelpText('after', EXIT_CODES)
    .action(async (id: string, options: FollowOptions) => {
      const { runRetry } = await import('../run/run-jobs-change.js');
      process.exitCode = await runRetry(id, options);
    });

  addCommonOptions(
    addJobCommand(jobs, 'download', 'download the files of a job')
      .option('--part <n>', 'only this file of the job, from 1; possible while the job is running', parseInteger)
      .option('-o, --out <file>', 'name of the file; several files are named jogos-part-01-of-10.xlsx, … (default: jogos.xlsx)'),
  )
    .description('Downloads the files of a completed job and checks them. Resumes an interrupted download.')
    .addHelpText('after', DOWNLOAD_HELP)
    .action(async (id: string, options: DownloadCommandOptions) => {
      const { runDownload } = await import('../run/run-jobs-download.js');
      await runDownload(id, options);
    });
  return jobs;
}

function addJobCommand(jobs: Command, name: string, summary: string): Command {
  return jobs.command(name).argument('<id>', 'the job', parseJobId).summary(summary);
}

function addCommonOptions(command: Command, locale = true): Command {
  addConnectionOptions(command, 'the orchestrator', '127.0.0.1:50051');
  if (locale)
    command.addOption(new Option('--locale <locale>', 'language of the output (default: of the system)').choices(['pt-BR', 'en']));
  return command.option('--json', 'print the result as one JSON object');
}

function addWatchOption(command: Command): Command {
  return addQuietOption(command.option('--watch', 'follow the job to its end'));
}

function addQuietOption(command: Command): Command {
  return command.option('-q, --quiet', 'print no progress');
}
