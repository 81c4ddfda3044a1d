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

/** `dezenas estimate`: what a spec would give, before it runs. */
export function estimateCommand(): Command {
  const command = new Command('estimate')
    .summary('say what a set of rules would give, before it runs')
    .description(
      'Says how many games satisfy the rules, what each rule rejects, whether so many games can be had, what they cost, and how long and large it gets.',
    )
    .optionsGroup('How many games (one of):')
    .addOption(new Option('-n, --quantity <games>', 'how many (default: 1)').argParser(parseInteger).conflicts('budget'))
    .option('--budget <amount>', 'as many games as this pays for at the official price', parseReais)
    .option('--exact', 'judge every possible game, where there are at most 60,000,000, instead of a sample of 200,000');
  addSpecOptions(command).optionsGroup('How to run:');
  addConnectionOptions(command, 'ask a running orchestrator instead of services inside this process')
    .addOption(new Option('--locale <locale>', 'language of the output (default: yours)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', EXAMPLES);
  return command.action(async (options: EstimateOptions) => {
    const { runEstimate } = await import('../run/run-estimate.js');
    await runEstimate(options);
  });
}
