import { invalidArgument } from '../../shared/errors.js';
import type { Lottery } from '../../shared/lotteries/lottery.js';
import type { Draw, Winnings } from './draw.js';
import { parseDraws, parseWinnings } from './parse-draws.js';
import { readCsv } from './read-csv.js';
import { isZip, readSpreadsheet } from './read-spreadsheet.js';

export interface DrawsFile {
  /** Ascending by draw number. */
  draws: Draw[];
  /** By draw number, of a file that has revenue and winners but no numbers; then `draws` is empty. */
  winnings: Map<number, Winnings> | undefined;
  /** Things worth knowing that do not stop an import. */
  warnings: string[];
}

/**
 * Reads the official Caixa spreadsheet (.xlsx) or CSV (concurso, data, bola1..bolaN), whichever the bytes are; or the revenue and
 * winners of draws imported before (concurso, arrecadacao, ganhadores_6, …).
 * @throws DezenasError INVALID_ARGUMENT naming what is wrong.
 */
export function readDrawsFile(file: Buffer, lottery: Lottery): DrawsFile {
  if (file.length === 0) throw invalidArgument([{ field: 'data', description: 'the file is empty' }]);
  const tables = isZip(file) ? readSpreadsheet(file) : [readCsv(file)];
  const winnings = parseWinnings(tables);
  if (winnings) return { draws: [], winnings, warnings: [] };
  const draws = parseDraws(tables, lottery).toSorted((a, b) => a.number - b.number);
  return { draws, winnings: undefined, warnings: warningsOf(draws) };
}

function warningsOf(draws: Draw[]): string[] {
  const first = draws[0];
  const last = draws.at(-1) as Draw;
  const missing = last.number - first.number + 1 - draws.length;
  const warnings: string[] = [];
  if (first.number !== 1) warnings.push(`the first draw is ${first.number}, not 1`);
  if (missing > 0) warnings.push(`${missing} draws between ${first.number} and ${last.number} are missing`);
  return warnings;
}
