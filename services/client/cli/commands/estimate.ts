import { Command, Option } from 'commander';
import { addConnectionOptions } from '../options/connection-options.js';
import type { EstimateOptions } from '../options/estimate-options.js';
import { parseInteger, parseReais } from '../options/parse-values.js';
import { addSpecOptions, RULE_HELP } from '../options/spec-options.js';

const EXAMPLES = `${RULE_HELP}

Examples:
  $ dezenas estimate --quantity 1000000
  $ dezenas estimate --quantity 500 --rule sum=150..200 --rule primes=..2 --exact
  $ dezenas estimate --quantity 500 --rule pairs@500=..2`;

/** `dezenas estimate`: estimates what a spec gives, without generating it. */
export function createEstimateCommand(): Command {
  const command = new Command('estimate')
    .summary('estimate how many games rules allow, before you generate them')
    .description(
      'Estimates how many games satisfy the rules, how many each rule rejects, whether the quantity is feasible, and its price, time and file size.',
    )
    .optionsGroup('How many games (one of):')
    .addOption(new Option('-n, --quantity <games>', 'number of games (default: 1)').argParser(parseInteger).conflicts('budget'))
    .option('--budget <amount>', 'as many games as this pays for at the official price', parseReais)
    .option('--exact', 'judge every possible game (limit 60,000,000) instead of a sample of 200,000');
  addSpecOptions(command).optionsGroup('How to run:');
  addConnectionOptions(command, 'use a running orchestrator instead of services inside this process')
    .addOption(new Option('--locale <locale>', 'language of the output (default: of the system)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', EXAMPLES);
  return command.action(async (options: EstimateOptions) => {
    const { runEstimate } = await import('../run/run-estimate.js');
    await runEstimate(options);
  });
}
