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

/** How many games, and which. */
export function addGamesOptions(command: Command): Command {
  command
    .optionsGroup('How many games (one of):')
    .addOption(new Option('-n, --quantity <games>', '1 to 10,000,000').argParser(parseInteger).conflicts('budget'))
    .option('--budget <amount>', 'as many games as this pays for at the official price', parseReais)
    .option(
      '--best-of <games>',
      'keep the best by score of this many valid games, up to ten times the most that may be asked for',
      parseInteger,
    );
  return addSpecOptions(command).option('--allow-partial', 'keep the games there are when the rules allow fewer than asked for');
}

/** What is written of them. */
export function addWorkbookOptions(command: Command, format: Option): Command {
  return command
    .addOption(format)
    .addOption(
      new Option('--order <order>', 'order on the sheet (default: generated)').choices([
        'generated',
        'sorted-chunks',
        'sorted',
        'by-score',
      ]),
    )
    .addOption(
      new Option(
        '--layout <layout>',
        'where games go that do not fit one sheet: further workbooks, or sheets of one (default: workbooks)',
      ).choices(['workbooks', 'sheets']),
    )
    .option('--sheet-games <games>', 'games a sheet holds at most (default: 1,000,000)', parseInteger)
    .addOption(
      new Option('--check-draw <draw>', 'fill in the numbers of this imported draw on the check sheet (latest: the newest)').argParser(
        parseCheckDraw,
      ),
    )
    .option('--sort-chunk-size <games>', 'games sorted together', parseInteger)
    .option('--write-buffer-size <games>', 'games compressed together', parseInteger)
    .addOption(
      new Option('--locale <locale>', 'language of the workbook (default: pt-BR) and of this output (default: yours)').choices([
        'pt-BR',
        'en',
      ]),
    );
}

export function modeOption(): Option {
  return new Option('--mode <mode>', 'where chunks run: on generators, in the orchestrator, or as suits (default: auto)').choices([
    'auto',
    'parallel',
    'sequential',
  ]);
}
