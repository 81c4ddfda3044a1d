import { Command, Option } from 'commander';
import { LOTTERIES } from '../../../domain/lotteries/catalogue.js';
import { addConnectionOptions } from '../options/connection-options.js';
import type { DrawsOptions, StatisticsOptions } from '../options/draws-options.js';
import { parseInteger } from '../options/parse-values.js';
import { addLotteryOption } from '../options/spec-options.js';

const ALL_LOTTERIES = 'all';
const SYNCED = LOTTERIES.filter(({ resultsName }) => resultsName).map(({ id }) => id);

/** `dezenas draws`: the official draws that the history rules use. */
export function drawsCommand(): Command {
  const draws = new Command('draws')
    .summary('import and show the official draws')
    .description('The official draws that the history rules use.');
  withOptions(draws.command('import <file>'))
    .summary('import the official draws')
    .description('Replaces the draws of a lottery by those of a file: the spreadsheet (.xlsx) that Caixa publishes, CSV, or JSON.')
    .addHelpText(
      'after',
      `
CSV has the columns concurso, data and bola1, bola2, … with , or ; or tabs between. A file with
winners and revenue alone (concurso, arrecadacao, ganhadores_6, …) adds them to the draws.
JSON is what Caixa's results API answers: one answer, or an array of them.
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
  withOptions(draws.command('sync'), [...SYNCED, ALL_LOTTERIES])
    .summary("fetch new draws from Caixa's results API")
    .description("Adds the draws that were not imported yet, with winners and revenue, from Caixa's public results API.")
    .addHelpText(
      'after',
      `
Without any draws all are fetched, one request each: thousands, some minutes. An import of the
spreadsheet first makes it a few. What was fetched is kept when it is interrupted or fails, and
running it again goes on. The API refuses callers outside Brazil; then import the spreadsheet.
CAIXA_API_URL names another place with the same API. --json prints one object a lottery.

Examples:
  $ dezenas draws sync
  $ dezenas draws sync --lottery lotofacil
  $ dezenas draws sync --lottery all`,
    )
    .action(async (options: DrawsOptions) => {
      const { runDrawsSync } = await import('../run/run-draws-sync.js');
      await runDrawsSync(options.lottery === ALL_LOTTERIES ? SYNCED : [options.lottery], options);
    });
  withOptions(draws.command('status'))
    .summary('show what was imported')
    .description('Shows the imported draws of a lottery: how many, the first, the last, their version.')
    .action(async (options: DrawsOptions) => {
      const { runDrawsStatus } = await import('../run/run-draws.js');
      await runDrawsStatus(options);
    });
  withOptions(draws.command('fit'))
    .summary('fit how popular each number is')
    .description('Fits how popular each number is to the winners and revenue of the imported draws, and keeps the model for scores.')
    .addHelpText(
      'after',
      `
The official spreadsheet has winners and revenue; an import fits the model by itself. Popularity
changes how many would share a prize, never the chance of winning.`,
    )
    .action(async (options: DrawsOptions) => {
      const { runDrawsFit } = await import('../run/run-draws.js');
      await runDrawsFit(options);
    });
  withOptions(draws.command('statistics'))
    .summary('show what the draws say of the numbers')
    .description(
      'Shows frequency, delay, pairs, parity and sums over a range of the imported draws. They describe the past and predict nothing.',
    )
    .option('--from <draw>', 'first draw of the range (default: the first imported)', parseInteger)
    .option('--to <draw>', 'last draw of the range (default: the last imported)', parseInteger)
    .option('--pairs <n>', 'pairs listed, the most frequent first', parseInteger, 10)
    .action(async (options: StatisticsOptions) => {
      const { runDrawsStatistics } = await import('../run/run-draws.js');
      await runDrawsStatistics(options);
    });
  return draws;
}

function withOptions(command: Command, lotteries?: string[]): Command {
  return addConnectionOptions(addLotteryOption(command, lotteries), 'use a running orchestrator instead of one inside this process')
    .addOption(new Option('--locale <locale>', 'language of the output (default: yours)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as one JSON object');
}
