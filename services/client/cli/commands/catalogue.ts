import { Command, Option } from 'commander';
import type { CatalogueOptions } from '../options/catalogue-options.js';
import { addConnectionOptions } from '../options/connection-options.js';
import { parseInteger } from '../options/parse-values.js';
import { addLotteryOption } from '../options/spec-options.js';

/** `dezenas lotteries`: what can be played, and what it costs. */
export function lotteriesCommand(): Command {
  return withOptions(new Command('lotteries'))
    .summary('list the lotteries and the prices of their bets')
    .description('Lists the lotteries: numbers, numbers of a draw, and the official price of every bet size.')
    .action(async (options: CatalogueOptions) => {
      const { runLotteries } = await import('../run/run-catalogue.js');
      await runLotteries(options);
    });
}

/** `dezenas rules`: what games can be asked to satisfy. */
export function rulesCommand(): Command {
  return addLotteryOption(withOptions(new Command('rules')))
    .summary('list the rules of a lottery')
    .description('Lists the rules of a lottery: what each one measures, what the measure can be, and its default.')
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

/** `dezenas scores`: what a score can be made of. */
export function scoresCommand(): Command {
  return addLotteryOption(withOptions(new Command('scores')))
    .summary('list the terms a score can have')
    .description('Lists the terms a score can have: their formulas, default weights, and what each is best at.')
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

function withOptions(command: Command): Command {
  return addConnectionOptions(command, 'ask a running orchestrator instead of one inside this process')
    .addOption(new Option('--locale <locale>', 'language of the output (default: yours)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as JSON');
}
