import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { type FieldViolation, invalidArgument } from '../../../shared/errors.js';
import {
  describeUnreadable,
  quote,
  toCentavos,
  toCount,
  toIsoDate,
  toIsoDay,
  toWholeNumber,
  truncate,
} from '../../../shared/tables/cell-values.js';
import { MAX_HEADER_ROW, type Row, type Table } from '../../../shared/tables/table.js';
import type { Draw, Winnings } from '../history/draw.js';
import { type DrawColumns, findDrawColumns, findWinningsColumns, unusedColumns } from './draw-columns.js';

const MAX_VIOLATIONS = 30;
/** Left-out rows that warnings name one by one. */
const MAX_LEFT_OUT = 10;
/** Longer tables are refused. */
export const MAX_ROWS = 20_000;
/** No lottery of the catalogue is older. */
const FIRST_DAY = '1950-01-01';
const DAY_MS = 86_400_000;
const YES = /^(?:1|1[.,]0+|true|verdadeiro|sim|s|yes|y|x)$/i;
const NO = /^(?:0|0[.,]0+|false|falso|nao|não|n|no|-)$/i;
/** What stands for "no value" in a column that may be empty. */
const NO_VALUE = /^[-–—]$/;

/** A table of a file of draws. */
export interface DrawsTable extends Table {
  /** What errors call a row. Default "row". */
  rowName?: string;
}

/** What a table of draws says. */
export interface ParsedDraws {
  draws: Draw[];
  /** By draw number, of a table that has revenue and winners but no numbers; then `draws` is empty. */
  winnings?: Map<number, Winnings>;
  /** Things worth knowing about rows and columns that were left out. */
  warnings: string[];
  /** Header texts of the columns that are not used. */
  unusedColumns: string[];
  /** Draws left out because their rows have more numbers than the header. */
  leftOut: number;
}

/**
 * Reads the draws of the first table with the columns concurso, data… and bola1..bolaN; when there is none, the revenue and winners of the
 * first table with the columns concurso, arrecadacao and ganhadores… and no numbers.
 * @throws DezenasError INVALID_ARGUMENT naming every wrong row and column (the first 30).
 */
export async function parseDraws(tables: AsyncIterable<DrawsTable> | Iterable<DrawsTable>, lottery: Lottery): Promise<ParsedDraws> {
  let winners: ParsedDraws | undefined;
  for await (const table of tables) {
    let rows = 0;
    let parser: RowParser | undefined;
    for await (const piece of table.rows) {
      for (const row of piece) {
        if (++rows > MAX_ROWS) throw refuse([{ field: 'data', description: `${whereOf(table)}more than ${MAX_ROWS} rows` }]);
        if (parser) parser.add(row);
        else if (rows <= MAX_HEADER_ROW) parser = createParser(table, row, lottery, winners === undefined);
      }
    }
    if (parser instanceof DrawsParser) return parser.finish();
    winners ??= parser?.finish();
  }
  if (winners) return winners;
  throw refuse([
    {
      field: 'data',
      description: `no table with the columns concurso, data and ${lottery.columnSize ? 'coluna1, coluna2' : 'bola1, bola2'}, …`,
    },
  ]);
}

function whereOf({ sheet }: Table): string {
  return sheet === undefined ? '' : `sheet ${quote(sheet)}: `;
}

function createParser(table: DrawsTable, { cells }: Row, lottery: Lottery, mayBeWinnings: boolean): RowParser | undefined {
  const columns = findDrawColumns(cells, lottery);
  if (columns) return new DrawsParser(table, columns, lottery);
  const winnings = mayBeWinnings ? findWinningsColumns(cells, lottery) : undefined;
  return winnings && new WinningsParser(table, winnings, lottery);
}

/** Reads the rows below a header; the first wrong cells are collected, all are counted. */
abstract class RowParser {
  protected wrongCells = 0;
  readonly #violations: FieldViolation[] = [];
  readonly #rowOf = new Map<number, string>();

  constructor(
    protected readonly table: DrawsTable,
    protected readonly columns: DrawColumns,
    protected readonly lottery: Lottery,
  ) {}

  abstract add(row: Row): void;
  abstract finish(): ParsedDraws;

  /** Names a row, with its sheet. */
  protected rowName(row: number): string {
    const { sheet, rowName = 'row' } = this.table;
    return sheet === undefined ? `${rowName} ${row}` : `sheet ${quote(sheet)}, ${rowName} ${row}`;
  }

  protected check(holds: boolean, row: number, column: string, describe: () => string): void {
    if (holds) return;
    this.wrongCells++;
    if (this.#violations.length < MAX_VIOLATIONS)
      this.#violations.push({ field: `${this.rowName(row)}, ${column}`, description: describe() });
  }

  /** The number of a draw. Undefined when it is wrong. */
  protected readNumber({ number: row, cells }: Row): number | undefined {
    const text = cells[this.columns.number] ?? '';
    const number = toWholeNumber(text);
    if (number === undefined || number < 1 || number > 1_000_000) {
      this.check(false, row, 'concurso', () => describeUnreadable(text, 'is not a draw number'));
      return undefined;
    }
    return number;
  }

  /** A draw must be in one row only. */
  protected checkOnce(number: number, row: number): void {
    const before = this.#rowOf.get(number);
    if (before !== undefined) this.check(false, row, 'concurso', () => `draw ${number} is in ${before} already`);
    this.#rowOf.set(number, this.rowName(row));
  }

  /** Undefined when the row does not say what was taken or won. */
  protected readWinnings({ number: row, cells }: Row): Winnings | undefined {
    const { revenue, special, winners, secondWinners, header } = this.columns;
    const read = <T>(column: number, toValue: (text: string) => T | undefined, expected: string): T | undefined => {
      const text = cells[column] ?? '';
      if (text === '' || NO_VALUE.test(text)) return undefined;
      const value = toValue(text);
      this.check(value !== undefined, row, truncate(header[column], 60), () => describeUnreadable(text, expected));
      return value;
    };
    const counts = (columns: Map<number, number>) =>
      Object.fromEntries(
        [...columns].flatMap(([hits, column]) => {
          const count = read(column, toCount, 'is not a number of winners');
          return count === undefined ? [] : [[String(hits), count] as const];
        }),
      );
    const revenueCentavos = read(revenue, toCentavos, 'is not an amount of money');
    const isSpecial = read(special, (text) => (YES.test(text) ? true : NO.test(text) ? false : undefined), 'is neither 1 nor 0');
    const first = counts(winners);
    const second = counts(secondWinners);
    if (!revenueCentavos || winners.size === 0) return undefined;
    return {
      ...{ revenueCentavos, special: isSpecial ?? false, winners: first },
      ...(secondWinners.size > 0 ? { secondWinners: second } : {}),
    };
  }

  protected refuseIfWrong(): void {
    if (this.wrongCells > 0) throw refuse(this.#violations, this.wrongCells);
  }
}

class WinningsParser extends RowParser {
  readonly #winnings = new Map<number, Winnings>();

  add(row: Row): void {
    const number = this.readNumber(row);
    const winnings = this.readWinnings(row);
    if (number === undefined || !winnings) return;
    this.checkOnce(number, row.number);
    this.#winnings.set(number, winnings);
  }

  finish(): ParsedDraws {
    this.refuseIfWrong();
    return { draws: [], winnings: this.#winnings, warnings: [], unusedColumns: unusedColumns(this.columns), leftOut: 0 };
  }
}

class DrawsParser extends RowParser {
  readonly #draws: Draw[] = [];
  #leftOutDraws = 0;
  /** Descriptions of the first draws that are left out. */
  readonly #leftOut: string[] = [];
  readonly #lastDay = toIsoDay(Date.now() + DAY_MS);
  readonly #toNumber: (value: number, position: number) => number | undefined;

  constructor(table: DrawsTable, columns: DrawColumns, lottery: Lottery) {
    super(table, columns, lottery);
    this.#toNumber = numberOf(lottery);
    const wrong: FieldViolation[] = [];
    const expect = (found: number[], count: number, name: string, what: string) => {
      if (found.length !== count)
        wrong.push({
          field: 'data',
          description: `${whereOf(table)}has ${found.length} ${name} columns; ${what} of ${lottery.name} has ${count} numbers`,
        });
    };
    expect(columns.balls, lottery.drawSize, lottery.columnSize ? 'coluna' : 'bola', 'a draw');
    if (lottery.drawsPerResult === 2) expect(columns.secondBalls, lottery.drawSize, 's2_bola', 'a second draw');
    if (lottery.extra?.id === 'clover') expect(columns.clovers, lottery.extra.drawn, 'trevo', 'a result');
    if (wrong.length > 0) throw refuse(wrong);
  }

  add(row: Row): void {
    const { columns, lottery } = this;
    const surplus = surplusNumbers(row, columns.header.length);
    if (surplus > 0) {
      const name = quote(row.cells[columns.number] ?? '');
      if (++this.#leftOutDraws > MAX_LEFT_OUT) return;
      this.#leftOut.push(
        `${this.rowName(row.number)}: draw ${name} has ${columns.balls.length + surplus} numbers, the header has ${columns.balls.length}; the draw is left out`,
      );
      return;
    }
    const wrong = this.wrongCells;
    const number = this.readNumber(row);
    const date = this.#readDate(row);
    const numbers = this.#readBalls(row, columns.balls, 'bola', lottery.universeSize, this.#toNumber);
    const second =
      lottery.drawsPerResult === 2 ? this.#readBalls(row, columns.secondBalls, 's2_bola', lottery.universeSize, this.#toNumber) : undefined;
    const clovers = lottery.extra?.id === 'clover' ? lottery.extra : undefined;
    const extras = clovers && this.#readBalls(row, columns.clovers, 'trevo', clovers.universeSize, (value) => value);
    const winnings = this.readWinnings(row);
    if (this.wrongCells > wrong || number === undefined || date === undefined) return;
    this.checkOnce(number, row.number);
    this.#draws.push({ number, date, numbers, second, extras, winnings });
  }

  finish(): ParsedDraws {
    this.refuseIfWrong();
    if (this.#draws.length === 0)
      throw refuse([
        { field: 'data', description: 'has no draws below its header' },
        ...this.#leftOut.map((description) => ({ field: 'data', description })),
      ]);
    const { revenue, winners } = this.columns;
    const more = this.#leftOutDraws - MAX_LEFT_OUT;
    return {
      draws: this.#draws,
      warnings: [
        ...this.#leftOut,
        ...(more > 0 ? [`${more} further draws with too many numbers are left out`] : []),
        ...(revenue < 0 && winners.size > 0 ? ['the winners are not used: the file has no column of revenue (arrecadacao)'] : []),
      ],
      unusedColumns: unusedColumns(this.columns),
      leftOut: this.#leftOutDraws,
    };
  }

  #readDate({ number: row, cells }: Row): string | undefined {
    const text = cells[this.columns.date] ?? '';
    const date = toIsoDate(text, this.table.date1904);
    this.check(date !== undefined, row, 'data', () => describeUnreadable(text, 'is not a date (DD/MM/YYYY or YYYY-MM-DD)'));
    this.check(
      date === undefined || (date >= FIRST_DAY && date <= this.#lastDay),
      row,
      'data',
      () => `must be ${FIRST_DAY} to ${this.#lastDay} (tomorrow), not ${date}`,
    );
    return date;
  }

  #readBalls(
    { number: row, cells }: Row,
    columns: number[],
    name: string,
    universeSize: number,
    toNumber: (value: number, position: number) => number | undefined,
  ): number[] {
    const numbers: number[] = [];
    for (const [i, column] of columns.entries()) {
      const text = cells[column] ?? '';
      const ball = toWholeNumber(text);
      const number = ball === undefined ? undefined : toNumber(ball, i);
      const isInRange = number !== undefined && number >= 1 && number <= universeSize;
      this.check(isInRange, row, `${name}${i + 1}`, () =>
        describeUnreadable(text, `is not in ${describeRange(this.lottery, universeSize)}`),
      );
      if (!isInRange) continue;
      this.check(!numbers.includes(number), row, `${name}${i + 1}`, () => `${ball} is a duplicate`);
      numbers.push(number);
    }
    return numbers.toSorted((a, b) => a - b);
  }
}

/** Numbers to the right of the last column that has a header. */
function surplusNumbers({ cells }: Row, columns: number): number {
  return cells.slice(columns).filter((cell) => cell !== undefined && toWholeNumber(cell) !== undefined).length;
}

/** What the file calls a number: itself, Lotomania's 0 is 100, a Super Sete digit is one of its column. */
function numberOf(lottery: Lottery): (value: number, position: number) => number | undefined {
  const { columnSize, labels } = lottery;
  if (columnSize) return (digit, column) => (digit < columnSize ? column * columnSize + (digit === 0 ? columnSize : digit) : undefined);
  if (labels) return (value) => labels.indexOf(value) + 1;
  return (value) => value;
}

function describeRange({ columnSize, labels }: Lottery, universeSize: number): string {
  if (columnSize) return `0..${columnSize - 1}`;
  return labels ? `${Math.min(...labels)}..${Math.max(...labels)}` : `1..${universeSize}`;
}

/** @param count number of violations, of which the first are listed. */
function refuse(violations: FieldViolation[], count = violations.length) {
  const shown = violations.slice(0, MAX_VIOLATIONS);
  if (count > shown.length) shown.push({ field: 'more', description: `${count - shown.length} further wrong cells` });
  return invalidArgument(shown);
}
