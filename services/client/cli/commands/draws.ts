import { Command, Option } from 'commander';
import { LOTTERIES } from '../../../domain/lotteries/catalogue.js';
import { addConnectionOptions } from '../options/connection-options.js';
import type { DrawsOptions, StatisticsOptions } from '../options/draws-options.js';
import { parseInteger } from '../options/parse-values.js';
import { addLotteryOption } from '../options/spec-options.js';

const ALL_LOTTERIES = 'all';
const SYNCED = LOTTERIES.filter(({ resultsName }) => resultsName).map(({ id }) => id);

/** `dezenas draws`: imports, fetches and shows the official draws that the history rules use. */
export function createDrawsCommand(): Command {
  const draws = new Command('draws')
    .summary('import and show the official draws')
    .description('Imports, fetches and shows the official draws that the history rules use.');
  addCommonOptions(draws.command('import <file>'))
    .summary('import the official draws')
    .description('Replaces the draws of a lottery with the draws of a file: the spreadsheet (.xlsx) that Caixa publishes, CSV, or JSON.')
    .addHelpText(
      'after',
      `
CSV has the columns concurso, data and bola1, bola2, …, separated by commas, semicolons or tabs.
A file with only winners and revenue (concurso, arrecadacao, ganhadores_6, …) adds them to the
imported draws. JSON is one answer of Caixa's results API, or an array of answers.
The spreadsheet is on the results page of the lottery at loterias.caixa.gov.br.

Examples:
  $ dezenas draws import Mega-Sena.xlsx
  $ dezenas draws import megasena.csv
  $ dezenas draws import Lotofacil.xlsx --lottery lotofacil`,
    )
    .action(async (file: string, options: DrawsOptions) => {
      const { runDrawsImport } = await import('../run/run-draws.js');
      await runDrawsImport(file, options);
    });
  addCommonOptions(draws.command('sync'), [...SYNCED, ALL_LOTTERIES])
    .summary("fetch new draws from Caixa's results API")
    .description("Fetches the missing draws, with winners and revenue, from Caixa's public results API.")
    .addHelpText(
      'after',
      `
Each missing draw takes one request: thousands, some minutes, before the first import; a few
after an import of the spreadsheet. After an interruption or an error the fetched draws stay
stored, and the same command fetches the others. The API refuses callers outside Brazil: import
the spreadsheet there. CAIXA_API_URL sets another address of the same API. --json prints one
object per lottery.

Examples:
  $ dezenas draws sync
  $ dezenas draws sync --lottery lotofacil
  $ dezenas draws sync --lottery all`,
    )
    .action(async (options: DrawsOptions) => {
      const { runDrawsSync } = await import('../run/run-draws-sync.js');
      await runDrawsSync(options.lottery === ALL_LOTTERIES ? SYNCED : [options.lottery], options);
    });
  addCommonOptions(draws.command('status'))
    .summary('show what was imported')
    .description('Shows the imported draws of a lottery: their number, the first, the last, and the version of the history.')
    .action(async (options: DrawsOptions) => {
      const { runDrawsStatus } = await import('../run/run-draws.js');
      await runDrawsStatus(options);
    });
  addCommonOptions(draws.command('fit'))
    .summary('fit the popularity of each number')
    .description('Fits the popularity of each number to the winners and revenue of the imported draws, and stores the model for scores.')
    .addHelpText(
      'after',
      `
The official spreadsheet has winners and revenue, and its import fits the model automatically.
Popularity changes how many people would share a prize, never the chance of winning.`,
    )
    .action(async (options: DrawsOptions) => {
      const { runDrawsFit } = await import('../run/run-draws.js');
      await runDrawsFit(options);
    });
  addCommonOptions(draws.command('statistics'))
    .summary('show statistics of the drawn numbers')
    .description(
      'Shows frequency, delay, pairs, parity and sums over a range of the imported draws. They describe the past and predict nothing.',
    )
    .option('--from <draw>', 'first draw of the range (default: the first imported)', parseInteger)
    .option('--to <draw>', 'last draw of the range (default: the last imported)', parseInteger)
    .option('--pairs <n>', 'how many pairs to list, the most frequent first', parseInteger, 10)
    .action(async (options: StatisticsOptions) => {
      const { runDrawsStatistics } = await import('../run/run-draws.js');
      await runDrawsStatistics(options);
    });
  return draws;
}

function addCommonOptions(command: Command, lotteries?: string[]): Command {
  return addConnectionOptions(addLotteryOption(command, lotteries), 'use a running orchestrator instead of one inside this process')
    .addOption(new Option('--locale <locale>', 'language of the output (default: of the system)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as one JSON object');
}
