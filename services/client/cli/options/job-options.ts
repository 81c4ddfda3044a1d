/** The options that decide a job: shared by `dezenas generate` and `dezenas jobs create`. */

import { type Command, Option } from 'commander';
import type { Locale } from '../../../shared/locale.js';
import { parseCheckDraw, parseInteger, parseReais } from './parse-values.js';
import { addSpecOptions, type SpecOptions } from './spec-options.js';

export const FORMATS = ['xlsx', 'csv', 'csv.gz', 'jsonl'] as const;

export interface JobOptions extends SpecOptions {
  quantity?: number;
  budget?: number;
  bestOf?: number;
  allowPartial?: boolean;
  format?: (typeof FORMATS)[number] | 'none';
  order?: 'generated' | 'sorted-chunks' | 'sorted' | 'by-score';
  layout?: 'workbooks' | 'sheets';
  sheetGames?: number;
  checkDraw?: number;
  sortChunkSize?: number;
  writeBufferSize?: number;
  mode?: 'auto' | 'parallel' | 'sequential';
  priority?: number;
  requestId?: string;
  locale?: Locale;
}

/** Adds the options that say how many games to generate, and which. */
export function addGamesOptions(command: Command): Command {
  command
    .optionsGroup('How many games (one of):')
    .addOption(new Option('-n, --quantity <games>', '1 to 10,000,000').argParser(parseInteger).conflicts('budget'))
    .option('--budget <amount>', 'as many games as this pays for at the official price', parseReais)
    .option(
      '--best-of <games>',
      'generate this many valid games and keep those with the best scores; limit: ten times the largest quantity',
      parseInteger,
    );
  return addSpecOptions(command).option('--allow-partial', 'accept fewer games than requested when the rules allow no more');
}

/** Adds the options that say how the games are written. */
export function addWorkbookOptions(command: Command, format: Option): Command {
  return command
    .addOption(format)
    .addOption(
      new Option('--order <order>', 'order of the games in the file (default: generated)').choices([
        'generated',
        'sorted-chunks',
        'sorted',
        'by-score',
      ]),
    )
    .addOption(
      new Option(
        '--layout <layout>',
        'more games than one sheet holds go to further workbooks, or further sheets (default: workbooks)',
      ).choices(['workbooks', 'sheets']),
    )
    .option('--sheet-games <games>', 'most games per sheet (default: 1,000,000)', parseInteger)
    .addOption(
      new Option('--check-draw <draw>', 'imported draw to fill in on the check sheet (latest: the newest)').argParser(parseCheckDraw),
    )
    .option('--sort-chunk-size <games>', 'games sorted together', parseInteger)
    .option('--write-buffer-size <games>', 'games compressed together', parseInteger)
    .addOption(
      new Option('--locale <locale>', 'language of the workbook (default: pt-BR) and of this output (default: of the system)').choices([
        'pt-BR',
        'en',
      ]),
    );
}

export function createModeOption(): Option {
  return new Option(
    '--mode <mode>',
    'where chunks are generated: on generators (parallel), in the orchestrator (sequential), or as fits the job (default: auto)',
  ).choices(['auto', 'parallel', 'sequential']);
}
