import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { invalidArgument } from '../../../shared/errors.js';
import { truncate } from '../../../shared/tables/cell-values.js';
import { readTables } from '../../../shared/tables/read-tables.js';
import { TableError, type TableLimits } from '../../../shared/tables/table.js';
import { isZip } from '../../../shared/tables/zip-reader.js';
import type { Draw, Winnings } from '../history/draw.js';
import { maxResults } from '../history/history.js';
import { answersTable, isJson, readAnswers } from './caixa-answers.js';
import { findDrawColumns, findWinningsColumns } from './draw-columns.js';
import { type DrawsTable, type ParsedDraws, parseDraws } from './parse-draws.js';

/** The largest official file has 5 MB of parts and 60 columns. */
const LIMITS: TableLimits = { cells: 256, bytes: 64 * 1024 * 1024 };
/** Header texts of unused columns that an answer lists. */
const MAX_UNUSED_COLUMNS = 50;

export interface DrawsFile extends Pick<ParsedDraws, 'warnings' | 'unusedColumns' | 'leftOut'> {
  /** Ascending by draw number. */
  draws: Draw[];
  /** By draw number, of a file that has revenue and winners but no numbers; then `draws` is empty. */
  winnings: Map<number, Winnings> | undefined;
  /** "xlsx", "CSV" or "JSON". */
  format: string;
  /** Character set of a text file, such as "UTF-8". Empty for a workbook. */
  encoding: string;
}

/**
 * Reads the official Caixa spreadsheet (.xlsx), answers of Caixa's results API (JSON) or CSV (concurso, data, bola1..bolaN),
 * whichever the bytes are; or the revenue and winners of draws imported before (concurso, arrecadacao, ganhadores_6, …).
 * @throws DezenasError INVALID_ARGUMENT naming what is wrong.
 */
export async function readDrawsFile(file: Buffer, lottery: Lottery): Promise<DrawsFile> {
  if (file.length === 0) throw invalidArgument([{ field: 'data', description: 'the file is empty' }]);
  const source = { format: 'JSON', encoding: 'UTF-8' };
  const parsed = await parseDraws(noteSource(tablesOf(file, lottery), source), lottery);
  const draws = parsed.draws.toSorted((a, b) => a.number - b.number);
  const most = maxResults(lottery);
  if (draws.length > most)
    throw invalidArgument([{ field: 'data', description: `has ${draws.length} results of ${lottery.name}, more than ${most}` }]);
  return {
    draws,
    winnings: parsed.winnings,
    warnings: [...(draws.length > 0 ? warningsOf(draws) : []), ...parsed.warnings],
    unusedColumns: parsed.unusedColumns.slice(0, MAX_UNUSED_COLUMNS).map((name) => truncate(name, 60)),
    leftOut: parsed.leftOut,
    ...source,
  };
}

async function* tablesOf(file: Buffer, lottery: Lottery): AsyncGenerator<DrawsTable> {
  if (!isZip(file) && isJson(file)) {
    yield answersTable(readAnswers(file, lottery), lottery);
    return;
  }
  const isHeader = (cells: (string | undefined)[]) =>
    findDrawColumns(cells, lottery) !== undefined || findWinningsColumns(cells, lottery) !== undefined;
  try {
    yield* readTables(file, LIMITS, isHeader);
  } catch (error) {
    throw error instanceof TableError ? refused(error, isZip(file)) : error;
  }
}

async function* noteSource(tables: AsyncGenerator<DrawsTable>, source: { format: string; encoding: string }): AsyncGenerator<DrawsTable> {
  for await (const table of tables) {
    if (table.rowName === undefined) Object.assign(source, { format: table.format, encoding: table.encoding ?? '' });
    yield { ...table, rows: rowsOf(table) };
  }
}

/** The rows of a table, which can be damaged where their table is not. */
async function* rowsOf({ rows, format }: DrawsTable): DrawsTable['rows'] {
  try {
    yield* rows;
  } catch (error) {
    throw error instanceof TableError ? refused(error, format === 'xlsx') : error;
  }
}

function refused({ fault, message }: TableError, isWorkbook: boolean) {
  const what = isWorkbook ? 'not a spreadsheet this import can read' : 'neither a spreadsheet (.xlsx) nor CSV';
  const why = fault === 'TOO_MANY_CELLS' ? `a row has more than ${LIMITS.cells} cells` : truncate(message, 200);
  return invalidArgument([{ field: 'data', description: `${what}: ${why}` }]);
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
