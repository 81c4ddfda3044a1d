/** Games of a caller's own file, streamed: nothing but the row at hand is held. */

import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { findLottery } from '../../../domain/lotteries/catalogue.js';
import { DezenasError } from '../../../shared/errors.js';
import { readSheets, SheetError } from '../../../shared/spreadsheet/read-sheets.js';
import { isZip } from '../../../shared/spreadsheet/zip-reader.js';
import type { Game } from '../../library/client.js';

/** Wider sheets are not of games. */
const MAX_COLUMNS = 256;
/** Games handed on together. */
const LIST_GAMES = 1_000;
const NUMBER_NAME = /^(?:n|d|b|bola|dezena|numero|number|ball)\d{1,2}$/;
const EXTRA_NAME = /^(?:trevo|clover|mes(?:dasorte)?|month|time(?:docoracao)?|club|bonus(?:number)?|numeroextra)\d?$/;

interface Columns {
  numbers: number[];
  extras: number[];
}

/** @throws DezenasError INVALID_ARGUMENT when there is no such file, or no game in it. */
export async function* readGames(file: string, lotteryId = 'mega-sena'): AsyncGenerator<Game[]> {
  const rows = (await isSpreadsheet(file)) ? spreadsheetRows(file) : csvRows(file);
  const labels = findLottery(lotteryId)?.labels;
  // What the ticket calls a number: Lotomania's 00 is 100.
  const toNumber = labels ? (value: number) => labels.indexOf(value) + 1 : (value: number) => value;
  let columns: Columns | undefined;
  let list: Game[] = [];
  let games = 0;
  for await (const cells of rows) {
    const header = findColumns(cells);
    if (header) {
      columns = header;
      continue;
    }
    const game = columns ? gameOf(cells, columns) : { numbers: cells.flatMap(toIntegers), extras: [] };
    if (game.numbers.length === 0) continue;
    list.push({ numbers: game.numbers.map(toNumber), extras: game.extras });
    games++;
    if (list.length < LIST_GAMES) continue;
    yield list;
    list = [];
  }
  if (games === 0) throw new DezenasError('INVALID_ARGUMENT', `${file} has no games: a row each, its numbers in columns N1, N2, …`);
  if (list.length > 0) yield list;
}

function findColumns(cells: string[]): Columns | undefined {
  const names = cells.map(plain);
  const columnsOf = (pattern: RegExp) => names.flatMap((name, column) => (pattern.test(name) ? [column] : []));
  const numbers = columnsOf(NUMBER_NAME);
  return numbers.length > 0 ? { numbers, extras: columnsOf(EXTRA_NAME) } : undefined;
}

function gameOf(cells: string[], columns: Columns): { numbers: number[]; extras: number[] } {
  const pick = (positions: number[]) => positions.flatMap((column) => toIntegers(cells[column] ?? ''));
  return { numbers: pick(columns.numbers), extras: pick(columns.extras) };
}

/** The whole numbers of a cell, which may hold a game: "4 5 30 33 41 52". A cell with anything else has none. */
function toIntegers(cell: string): number[] {
  const parts = cell.trim().split(/[\s-]+/);
  return parts.every((part) => /^\d{1,9}$/.test(part)) ? parts.map(Number) : [];
}

/** Lower case, without accents and spaces. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f\s_]/g, '')
    .toLowerCase();
}

async function isSpreadsheet(file: string): Promise<boolean> {
  let handle: FileHandle;
  try {
    handle = await open(file);
  } catch {
    throw new DezenasError('INVALID_ARGUMENT', `${file} does not exist or may not be read`);
  }
  try {
    if (!(await handle.stat()).isFile()) throw new DezenasError('INVALID_ARGUMENT', `${file} is not a file`);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return isZip(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

async function* csvRows(file: string): AsyncGenerator<string[]> {
  const { parse } = await import('csv-parse');
  const source = createReadStream(file);
  const parser = source.pipe(
    parse({ bom: true, delimiter: [',', ';', '\t'], relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true }),
  );
  source.on('error', (error) => parser.destroy(error));
  try {
    yield* parser as AsyncIterable<string[]>;
  } catch (error) {
    throw new DezenasError('INVALID_ARGUMENT', `${file} is neither a spreadsheet (.xlsx) nor CSV`, { cause: error });
  } finally {
    source.destroy();
  }
}

/**
 * Yields the rows of games of a workbook: those of the first sheet with a header of numbers, and of every later sheet with the same header,
 * because one sheet may be too small for all games.
 */
async function* spreadsheetRows(file: string): AsyncGenerator<string[]> {
  let header: string | undefined;
  try {
    for await (const { rows } of readSheets(file, { columns: MAX_COLUMNS })) {
      let found = false;
      for await (const { cells } of rows) {
        if (!header && findColumns(cells)) header = String(cells);
        found ||= String(cells) === header;
        // A sheet without a header of numbers, such as the one to type results in, has no games.
        if (found) yield cells;
      }
    }
  } catch (error) {
    if (error instanceof SheetError) throw new DezenasError('INVALID_ARGUMENT', `${file} is a damaged spreadsheet`, { cause: error });
    throw error;
  }
}
