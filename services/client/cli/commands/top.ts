import { Command, Option } from 'commander';
import { addConnectionOptions } from '../options/connection-options.js';
import { parseInterval } from '../options/parse-values.js';
import type { TopOptions } from '../options/top-options.js';

const HELP = `
On a terminal the table is refreshed until Ctrl-C. With --once or --json, and without a
terminal that understands escape sequences, the table is printed once.

Examples:
  $ dezenas top
  $ dezenas top --address 10.0.0.5:50051 --interval 5
  $ dezenas top --json | jq .totals`;

/** `dezenas top`: shows the queued and running jobs of a server and their rates. */
export function createTopCommand(): Command {
  const command = new Command('top')
    .summary('watch the jobs of a running server')
    .description('Shows the queued and running jobs of an orchestrator: progress, rate and time left.');
  return addConnectionOptions(command, 'the orchestrator', '127.0.0.1:50051')
    .option('--interval <seconds>', 'time between two refreshes, 0.2 to 3600', parseInterval, 1)
    .option('--once', 'print the table once')
    .option('--json', 'print the jobs and totals once, as JSON')
    .addOption(new Option('--locale <locale>', 'language of the output (default: of the system)').choices(['pt-BR', 'en']))
    .addHelpText('after', HELP)
    .action(async (options: TopOptions) => {
      const { runTop } = await import('../run/run-top.js');
      await runTop(options);
    });
}
