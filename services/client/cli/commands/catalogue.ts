import { Command, Option } from 'commander';
import type { CatalogueOptions } from '../options/catalogue-options.js';
import { addConnectionOptions } from '../options/connection-options.js';
import { parseInteger } from '../options/parse-values.js';
import { addLotteryOption } from '../options/spec-options.js';

/** `dezenas lotteries`: lists the lotteries and their prices. */
export function createLotteriesCommand(): Command {
  return addCommonOptions(new Command('lotteries'))
    .summary('list the lotteries and the prices of their bets')
    .description('Lists the lotteries: their numbers, how many are drawn, and the official price of each bet size.')
    .action(async (options: CatalogueOptions) => {
      const { runLotteries } = await import('../run/run-catalogue.js');
      await runLotteries(options);
    });
}

/** `dezenas rules`: lists the rules of a lottery. */
export function createRulesCommand(): Command {
  return addLotteryOption(addCommonOptions(new Command('rules')))
    .summary('list the rules of a lottery')
    .description('Lists the rules of a lottery: what each rule measures, the range of the measure, and the default.')
    .option('-p, --picks <numbers>', 'numbers per game (default: the fewest)', parseInteger)
    .addHelpText(
      'after',
      '\nExamples:\n  $ dezenas rules --lottery lotofacil --picks 16\n  $ dezenas generate -n 100 --rule sum=150..220 --rule each-row=..2',
    )
    .action(async (options: CatalogueOptions) => {
      const { runRules } = await import('../run/run-catalogue.js');
      await runRules(options);
    });
}

/** `dezenas scores`: lists the score terms of a lottery. */
export function createScoresCommand(): Command {
  return addLotteryOption(addCommonOptions(new Command('scores')))
    .summary('list the score terms')
    .description('Lists the score terms: their formulas, default weights, and ideal values.')
    .option('-p, --picks <numbers>', 'numbers per game (default: the fewest)', parseInteger)
    .addHelpText(
      'after',
      '\nExamples:\n  $ dezenas scores --lottery quina\n  $ dezenas generate -n 100 --score popularity=3 --score sum=1@180',
    )
    .action(async (options: CatalogueOptions) => {
      const { runScores } = await import('../run/run-catalogue.js');
      await runScores(options);
    });
}

function addCommonOptions(command: Command): Command {
  return addConnectionOptions(command, 'use a running orchestrator instead of one inside this process')
    .addOption(new Option('--locale <locale>', 'language of the output (default: of the system)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as JSON');
}
