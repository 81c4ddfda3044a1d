import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { invalidArgument } from '../../../shared/errors.js';
import { isZip } from '../../../shared/spreadsheet/zip-reader.js';
import type { Draw, Winnings } from '../history/draw.js';
import { maxResults } from '../history/history.js';
import { answersTable, isJson, readAnswers } from './caixa-answers.js';
import { parseDraws, parseWinnings } from './parse-draws.js';
import { readCsv } from './read-csv.js';
import { readSpreadsheet } from './read-spreadsheet.js';
import type { Table } from './table.js';

export interface DrawsFile {
  /** Ascending by draw number. */
  draws: Draw[];
  /** By draw number, of a file that has revenue and winners but no numbers; then `draws` is empty. */
  winnings: Map<number, Winnings> | undefined;
  /** Things worth knowing that do not stop an import. */
  warnings: string[];
}

/**
 * Reads the official Caixa spreadsheet (.xlsx), answers of Caixa's results API (JSON) or CSV (concurso, data, bola1..bolaN),
 * whichever the bytes are; or the revenue and winners of draws imported before (concurso, arrecadacao, ganhadores_6, …).
 * @throws DezenasError INVALID_ARGUMENT naming what is wrong.
 */
export async function readDrawsFile(file: Buffer, lottery: Lottery): Promise<DrawsFile> {
  if (file.length === 0) throw invalidArgument([{ field: 'data', description: 'the file is empty' }]);
  const tables = await readTables(file, lottery);
  const winnings = parseWinnings(tables);
  if (winnings) return { draws: [], winnings, warnings: [] };
  const draws = parseDraws(tables, lottery).toSorted((a, b) => a.number - b.number);
  const most = maxResults(lottery);
  if (draws.length > most)
    throw invalidArgument([{ field: 'data', description: `has ${draws.length} results of ${lottery.name}, more than ${most}` }]);
  return { draws, winnings: undefined, warnings: warningsOf(draws) };
}

async function readTables(file: Buffer, lottery: Lottery): Promise<Table[]> {
  if (isZip(file)) return readSpreadsheet(file);
  return [isJson(file) ? answersTable(readAnswers(file, lottery), lottery) : readCsv(file)];
}

/** Of draws in order: where some are missing. */
export function warningsOf(draws: Draw[]): string[] {
  const first = draws[0];
  const last = draws.at(-1) as Draw;
  const missing = last.number - first.number + 1 - draws.length;
  const warnings: string[] = [];
  if (first.number !== 1) warnings.push(`the first draw is ${first.number}, not 1`);
  if (missing > 0) warnings.push(`${missing} draws between ${first.number} and ${last.number} are missing`);
  return warnings;
}
