/** Reads games from a file as a stream, so that memory stays flat for files of any size. */

import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Entry } from 'yauzl';
import { findLottery } from '../../../domain/lotteries/catalogue.js';
import { DezenasError } from '../../../shared/errors.js';
import { SHARED_STRINGS, sharedStringsFeed, sheetFeed, WORKSHEET } from '../../../shared/spreadsheet/sheet-xml.js';
import type { Game } from '../../library/client.js';

/** Cells beyond this column are ignored. */
const MAX_COLUMNS = 256;
/** Games per yielded list. */
const LIST_GAMES = 1_000;
const NUMBER_NAME = /^(?:n|d|b|bola|dezena|numero|number|ball)\d{1,2}$/;
const EXTRA_NAME = /^(?:trevo|clover|mes(?:dasorte)?|month|time(?:docoracao)?|club|bonus(?:number)?|numeroextra)\d?$/;
/** Sorts sheet2 before sheet10. */
const BY_NUMBER = new Intl.Collator('en', { numeric: true }).compare;
const ZIP_SIGNATURE = 'PK\u0003\u0004';

interface Columns {
  numbers: number[];
  extras: number[];
}

/** Yields the games of a file in lists. @throws DezenasError INVALID_ARGUMENT when the file does not exist or has no games. */
export async function* readGames(file: string, lotteryId = 'mega-sena'): AsyncGenerator<Game[]> {
  const rows = (await isSpreadsheet(file)) ? readSpreadsheetRows(file) : readCsvRows(file);
  const labels = findLottery(lotteryId)?.labels;
  // A file has the labels of the ticket: Lotomania's 00 is number 100.
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
    const game = columns ? toGame(cells, columns) : { numbers: cells.flatMap(toIntegers), extras: [] };
    if (game.numbers.length === 0) continue;
    list.push({ numbers: game.numbers.map(toNumber), extras: game.extras });
    games++;
    if (list.length < LIST_GAMES) continue;
    yield list;
    list = [];
  }
  if (games === 0)
    throw new DezenasError('INVALID_ARGUMENT', `${file} has no games: put one game in each row, its numbers in columns N1, N2, …`);
  if (list.length > 0) yield list;
}

function findColumns(cells: string[]): Columns | undefined {
  const names = cells.map(normalizeName);
  const columnsOf = (pattern: RegExp) => names.flatMap((name, column) => (pattern.test(name) ? [column] : []));
  const numbers = columnsOf(NUMBER_NAME);
  return numbers.length > 0 ? { numbers, extras: columnsOf(EXTRA_NAME) } : undefined;
}

function toGame(cells: string[], columns: Columns): { numbers: number[]; extras: number[] } {
  const pick = (positions: number[]) => positions.flatMap((column) => toIntegers(cells[column] ?? ''));
  return { numbers: pick(columns.numbers), extras: pick(columns.extras) };
}

/** Parses the whole numbers of a cell, which may hold a whole game: "4 5 30 33 41 52". A cell with any other text has no numbers. */
function toIntegers(cell: string): number[] {
  const parts = cell.trim().split(/[\s-]+/);
  return parts.every((part) => /^\d{1,9}$/.test(part)) ? parts.map(Number) : [];
}

/** Converts a column name to lower case, without accents and spaces. */
function normalizeName(text: string): string {
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
    return buffer.toString('latin1', 0, bytesRead) === ZIP_SIGNATURE;
  } finally {
    await handle.close();
  }
}

async function* readCsvRows(file: string): AsyncGenerator<string[]> {
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

/** Yields the rows of all sheets that have the same header as the first sheet of games, each from its header on. */
async function* readSpreadsheetRows(file: string): AsyncGenerator<string[]> {
  const { openPromise } = await import('yauzl');
  try {
    const archive = await openPromise(file, { autoClose: false });
    try {
      const entries = new Map<string, Entry>();
      for await (const entry of archive.eachEntry()) entries.set(entry.fileName, entry);
      const strings: string[] = [];
      const shared = entries.get(SHARED_STRINGS);
      if (shared) {
        const feed = sharedStringsFeed((text) => strings.push(text));
        for await (const piece of await archive.openReadStreamPromise(shared)) feed.push(piece);
        feed.end();
      }
      let header: string | undefined;
      for (const name of [...entries.keys()].filter((each) => WORKSHEET.test(each)).toSorted(BY_NUMBER)) {
        let found = false;
        for await (const cells of readSheetRows(await archive.openReadStreamPromise(entries.get(name) as Entry), strings)) {
          if (!header && findColumns(cells)) header = String(cells);
          found ||= String(cells) === header;
          // A sheet without that header holds no games, such as the sheet for drawn numbers.
          if (found) yield cells;
        }
      }
    } finally {
      archive.close();
    }
  } catch (error) {
    if (error instanceof DezenasError) throw error;
    throw new DezenasError('INVALID_ARGUMENT', `${file} is a damaged spreadsheet`, { cause: error });
  }
}

async function* readSheetRows(xml: AsyncIterable<Uint8Array>, strings: string[]): AsyncGenerator<string[]> {
  let rows: string[][] = [];
  const feed = sheetFeed(strings, MAX_COLUMNS, ({ cells }) => rows.push(cells));
  for await (const piece of xml) {
    feed.push(piece);
    yield* rows;
    rows = [];
  }
  feed.end();
  yield* rows;
}
