import { Command, Option } from 'commander';
import { LOTTERIES } from '../../shared/lotteries/catalogue.js';
import type { DrawsOptions } from './draws-options.js';
import { parseAddress } from './parse-values.js';

/** `dezenas draws`: the official draws that the history rules use. */
export function drawsCommand(): Command {
  const draws = new Command('draws')
    .summary('import and show the official draws')
    .description('The official draws that the history rules use.');
  withOptions(draws.command('import <file>'))
    .summary('import the official draws')
    .description('Replaces the draws of a lottery by those of a file: the spreadsheet (.xlsx) that Caixa publishes, or CSV.')
    .addHelpText(
      'after',
      `
CSV has the columns concurso, data and bola1, bola2, … with , or ; or tabs between.
The spreadsheet is on the results page of the lottery at loterias.caixa.gov.br.

Examples:
  $ dezenas draws import Mega-Sena.xlsx
  $ dezenas draws import megasena.csv
  $ dezenas draws import Lotofacil.xlsx --lottery lotofacil`,
    )
    .action(async (file: string, options: DrawsOptions) => {
      const { runDrawsImport } = await import('./run-draws.js');
      await runDrawsImport(file, options);
    });
  withOptions(draws.command('status'))
    .summary('show what was imported')
    .description('Shows the imported draws of a lottery: how many, the first, the last, their version.')
    .action(async (options: DrawsOptions) => {
      const { runDrawsStatus } = await import('./run-draws.js');
      await runDrawsStatus(options);
    });
  return draws;
}

function withOptions(command: Command): Command {
  return command
    .addOption(new Option('-l, --lottery <id>', 'the lottery (default: mega-sena)').choices(LOTTERIES.map(({ id }) => id)))
    .option('--address <host:port>', 'use a running orchestrator instead of one inside this process', parseAddress)
    .addOption(new Option('--locale <locale>', 'language of the output (default: yours)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as one JSON object');
}
