/** Reads the games of a caller's own file as a stream: only the rows at hand are in memory. */

import { access, constants, stat } from 'node:fs/promises';
import { findLottery } from '../../../domain/lotteries/catalogue.js';
import { numberOfExtra } from '../../../domain/lotteries/extra-names.js';
import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { DezenasError } from '../../../shared/errors.js';
import { describeUnreadable, quote, toWholeNumber } from '../../../shared/tables/cell-values.js';
import { readTables } from '../../../shared/tables/read-tables.js';
import { MAX_HEADER_ROW, type Row, type Table, TableError } from '../../../shared/tables/table.js';
import type { Game } from '../../library/client.js';
import { findGameColumns, type GameColumns } from './game-columns.js';

/** More cells with a value in a row are not games. */
const MAX_CELLS = 256;
/** Games handed on together. */
const LIST_GAMES = 1_000;
const NUMBER_LIST = /^\d{1,9}(?:[\s-]+\d{1,9})*$/;

/** What a file of games turned out to be. */
export interface GamesSource {
  /** The character set of a text file, such as "UTF-8"; undefined for a workbook. */
  encoding?: string;
  /** Sheets with a header of games that is not the header of the first such sheet; they are not read. */
  skippedSheets: string[];
}

/**
 * Yields the games of a workbook or text file: a row each, the numbers under a header such as N1, N2, …. In a workbook, the first sheet with
 * such a header has the games, and every later sheet with the same header, because one sheet may be too small for all games. A text file
 * may have no header; then every cell must be a number.
 * @param source is filled in as the file is read.
 * @throws DezenasError INVALID_ARGUMENT when the file cannot be read, or has no game; a cell that cannot be read is named.
 */
export async function* readGames(
  file: string,
  lotteryId = 'mega-sena',
  source: GamesSource = { skippedSheets: [] },
): AsyncGenerator<Game[]> {
  await checkFile(file);
  const reader = new GameReader(file, findLottery(lotteryId));
  try {
    for await (const table of readTables(
      file,
      { cells: MAX_CELLS },
      (cells) => reader.findColumns({ format: 'CSV' }, cells) !== undefined,
    )) {
      source.encoding = table.encoding;
      for await (const rows of table.rows) {
        for (const row of rows) reader.add(table, row);
        if (reader.games.length >= LIST_GAMES) yield* reader.take();
      }
      reader.endTable(table);
      if (reader.isSkipped) source.skippedSheets.push(table.sheet ?? '');
    }
  } catch (error) {
    if (error instanceof TableError) throw wrongFile(file, describeFault(error), error);
    throw error;
  }
  yield* reader.take();
  if (reader.count === 0) throw wrongFile(file, 'has no games: a row each, its numbers in columns N1, N2, …');
}

/** Turns the rows of the tables of one file into games. */
class GameReader {
  games: Game[] = [];
  count = 0;
  /** Whether the table at hand has a header of games that is not the first one. */
  isSkipped = false;
  readonly #file: string;
  readonly #lottery: Lottery | undefined;
  /** The header of the first table of games. */
  #header: string | undefined;
  #columns: GameColumns | undefined;
  /** First rows of a table whose header has not come yet. */
  #first: Row[] = [];
  #rows = 0;
  /** A row of texts above the numbers of a text file without a header of games. */
  #unknownHeader: Row | undefined;

  constructor(file: string, lottery: Lottery | undefined) {
    this.#file = file;
    this.#lottery = lottery;
  }

  findColumns(table: Pick<Table, 'format'>, cells: Row['cells']): GameColumns | undefined {
    return findGameColumns(table, cells, this.#lottery);
  }

  take(): Game[][] {
    const games = this.games;
    this.games = [];
    return games.length > 0 ? [games] : [];
  }

  add(table: Table, row: Row): void {
    if (this.#rows === 0) this.isSkipped = false;
    this.#rows++;
    if (this.isSkipped) return;
    if (this.#columns) this.#addGame(table, row, this.#columns);
    else if (this.#rows <= MAX_HEADER_ROW) this.#lookForHeader(table, row);
    else if (table.format === 'CSV') this.#addPlainGame(table, row);
    if (this.#rows === MAX_HEADER_ROW) this.#endFirstRows(table);
  }

  endTable(table: Table): void {
    this.#endFirstRows(table);
    this.#columns = undefined;
    this.#rows = 0;
  }

  #lookForHeader(table: Table, row: Row): void {
    const columns = this.findColumns(table, row.cells);
    if (!columns) {
      this.#first.push(row);
      return;
    }
    this.#first = [];
    const header = String(columns.header);
    this.#header ??= header;
    if (header === this.#header || table.format === 'CSV') this.#columns = columns;
    else this.isSkipped = true;
  }

  /** Without a header in the first rows, a text file has games from its first row on; a sheet has none. */
  #endFirstRows(table: Table): void {
    const rows = this.#first;
    this.#first = [];
    if (table.format === 'CSV' && !this.#columns) for (const row of rows) this.#addPlainGame(table, row);
  }

  #addGame(table: Table, row: Row, columns: GameColumns): void {
    const { cells } = row;
    const numbers: number[] = [];
    for (const [position, column] of columns.numbers.entries()) {
      const text = cells[column];
      if (text === undefined || text === '') continue;
      const values = toNumbers(text);
      if (values.length === 0) {
        const header = this.findColumns(table, cells);
        // A text file may be several files one after the other.
        if (!header) throw this.#wrongCell(table, row, columns.header[column], describeUnreadable(text, 'is not a number'));
        this.#columns = header;
        return;
      }
      for (const value of values) numbers.push(this.#toNumber(value, columns.areDigits ? position : undefined));
    }
    if (cells.length > columns.header.length && cells.slice(columns.header.length).some((cell) => cell && toNumbers(cell).length > 0))
      throw this.#wrongCell(table, row, `${columns.header.length + 1}`, 'the row has more numbers than the header');
    if (numbers.length === 0) return;
    const extras = columns.extras.flatMap((column) => this.#toExtras(table, row, columns.header[column], cells[column] ?? ''));
    this.games.push({ numbers, extras });
    this.count++;
  }

  /**
   * A row without a header: every cell must be a number. A row with one text is a title; several texts above numbers are a header that is
   * not understood, whose columns would be taken for numbers of games.
   */
  #addPlainGame(table: Table, row: Row): void {
    const cells = row.cells.map((text = '') => ({ text, values: toNumbers(text) }));
    if (cells.every(({ values }) => values.length === 0)) {
      if (this.count === 0 && cells.filter(({ text }) => text !== '').length > 1) this.#unknownHeader ??= row;
      return;
    }
    const header = this.#unknownHeader;
    if (header) {
      const column = header.cells.findIndex((text) => text !== undefined && text !== '');
      const why = 'is not a number, and no header above the numbers has columns such as N1, N2, …';
      throw this.#wrongCell(table, header, `${column + 1}`, describeUnreadable(header.cells[column] ?? '', why));
    }
    const wrong = cells.findIndex(({ text, values }) => text !== '' && values.length === 0);
    if (wrong >= 0) throw this.#wrongCell(table, row, `${wrong + 1}`, describeUnreadable(cells[wrong].text, 'is not a number'));
    this.games.push({ numbers: cells.flatMap(({ values }) => values.map((value) => this.#toNumber(value, undefined))), extras: [] });
    this.count++;
  }

  /** What the ticket calls a number: Lotomania's 00 is 100; a digit of Super Sete is a number of its column. */
  #toNumber(value: number, column: number | undefined): number {
    const { labels, columnSize } = this.#lottery ?? {};
    if (column !== undefined && columnSize) return value < columnSize ? column * columnSize + (value === 0 ? columnSize : value) : 0;
    return labels ? labels.indexOf(value) + 1 : value;
  }

  #toExtras(table: Table, row: Row, column: string, text: string): number[] {
    const extra = this.#lottery?.extra;
    if (text === '' || !extra) return [];
    const values = toNumbers(text);
    if (values.length > 0) return values;
    const named = numberOfExtra(extra, text);
    if (named !== undefined) return [named];
    const numbers = `is not a number from 1 to ${extra.universeSize}`;
    const expected = { month: `${numbers}, nor the name of a month`, club: `${numbers}: give the number of the club` };
    throw this.#wrongCell(table, row, column, describeUnreadable(text, extra.id in expected ? expected[extra.id as 'month'] : numbers));
  }

  #wrongCell({ sheet }: Table, { number }: Row, column: string, why: string): DezenasError {
    const where = `${sheet === undefined ? '' : `sheet ${quote(sheet)}, `}row ${number}, column ${column}`;
    return new DezenasError('INVALID_ARGUMENT', `${this.#file}: ${where}: ${why}`);
  }
}

/** The whole numbers of a cell, which may hold several: "4 5 30 33 41 52". None when anything else is in the cell. */
function toNumbers(cell: string): number[] {
  const number = toWholeNumber(cell);
  if (number !== undefined) return [number];
  return NUMBER_LIST.test(cell) ? cell.split(/[\s-]+/).map(Number) : [];
}

async function checkFile(file: string): Promise<void> {
  const entry = await stat(file).catch(() => undefined);
  const isReadable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (!entry || !isReadable) throw wrongFile(file, 'does not exist or may not be read');
  if (!entry.isFile()) throw wrongFile(file, 'is not a file');
}

function describeFault({ fault, message }: TableError): string {
  if (fault === 'DAMAGED_ZIP' || fault === 'DAMAGED_XML') return `is a damaged spreadsheet: ${message}`;
  return fault === 'TOO_MANY_CELLS' ? `has a row of more than ${MAX_CELLS} cells` : `cannot be read: ${message}`;
}

function wrongFile(file: string, why: string, cause?: unknown): DezenasError {
  return new DezenasError('INVALID_ARGUMENT', `${file} ${why}`, { cause });
}
