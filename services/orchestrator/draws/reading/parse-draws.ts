import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { type FieldViolation, invalidArgument } from '../../../shared/errors.js';
import type { Draw, Winnings } from '../history/draw.js';
import type { Row, Table } from './table.js';
import { cutText } from './truncate-text.js';

/** Rows above the header that official files may have. */
const MAX_HEADER_ROW = 20;
const MAX_VIOLATIONS = 30;
/** No lottery of the catalogue is older. */
const FIRST_DAY = '1950-01-01';
const DAY_MS = 86_400_000;
/** Day 0 of dates kept as numbers in spreadsheets. */
const SPREADSHEET_EPOCH_MS = Date.UTC(1899, 11, 30);

const BALL = /^bola(\d{1,2})(?:sorteio1)?$/;

interface WinningsColumns {
  revenue: number;
  special: number;
  /** By hits. */
  winners: Map<number, number>;
}

interface Columns extends WinningsColumns {
  number: number;
  date: number;
  balls: number[];
  /** Of the second draw of a result; empty: there is none. */
  secondBalls: number[];
  /** Clovers. */
  extras: number[];
}

/**
 * The draws of the first table with the columns concurso, data… and bola1..bolaN.
 * @throws DezenasError INVALID_ARGUMENT naming every wrong row and column (the first 30).
 */
export function parseDraws(tables: Table[], lottery: Lottery): Draw[] {
  for (const table of tables) {
    for (const [i, { cells }] of table.rows.slice(0, MAX_HEADER_ROW).entries()) {
      const columns = findColumns(cells);
      if (columns) return parseRows({ ...table, rows: table.rows.slice(i + 1) }, columns, lottery);
    }
  }
  throw refuse([{ field: 'data', description: 'no table with the columns concurso, data and bola1, bola2, …' }]);
}

/**
 * Revenue and winners by draw number, of the first table that has them and no numbers; undefined when there is none.
 */
export function parseWinnings(tables: Table[]): Map<number, Winnings> | undefined {
  for (const table of tables) {
    for (const [i, { cells }] of table.rows.slice(0, MAX_HEADER_ROW).entries()) {
      const names = cells.map(plain);
      const number = names.indexOf('concurso');
      const columns = winningsColumns(names);
      if (number < 0 || columns.revenue < 0 || columns.winners.size === 0 || columnsOf(names, BALL).length > 0) continue;
      return new Map(
        table.rows.slice(i + 1).flatMap(({ cells: row }) => {
          const draw = toInteger(row[number] ?? '');
          const winnings = readWinnings(row, columns);
          return draw !== undefined && winnings ? [[draw, winnings]] : [];
        }),
      );
    }
  }
  return undefined;
}

function findColumns(header: Row): Columns | undefined {
  const names = header.map(plain);
  const number = names.indexOf('concurso');
  const date = names.findIndex((name) => name.startsWith('data'));
  const balls = columnsOf(names, BALL);
  if (number < 0 || date < 0 || balls.length === 0) return undefined;
  return {
    number,
    date,
    balls: inOrder(balls),
    secondBalls: inOrder(columnsOf(names, /^(?:s2bola(\d{1,2})|bola(\d{1,2})sorteio2)$/)),
    extras: inOrder(columnsOf(names, /^trevo(\d)$/)),
    ...winningsColumns(names),
  };
}

function winningsColumns(names: string[]): WinningsColumns {
  return {
    revenue: names.findIndex((name) => name.startsWith('arrecadacao')),
    special: names.indexOf('especial'),
    winners: new Map(columnsOf(names, /^ganhadores(\d{1,2})(?:acertos)?$/)),
  };
}

/** Positions and columns of the names that match; the position is what the pattern caught. */
function columnsOf(names: string[], pattern: RegExp): [position: number, column: number][] {
  return names.flatMap((name, column) => {
    const position = pattern.exec(name)?.slice(1).find(Boolean);
    return position ? [[Number(position), column] as [number, number]] : [];
  });
}

function inOrder(columns: [position: number, column: number][]): number[] {
  return columns.toSorted(([a], [b]) => a - b).map(([, column]) => column);
}

function parseRows({ rows, rowName = 'row' }: Table, columns: Columns, lottery: Lottery): Draw[] {
  const wrong: FieldViolation[] = [];
  const expect = (found: number[], count: number, name: string, what: string) => {
    if (found.length !== count)
      wrong.push({ field: 'data', description: `has ${found.length} ${name} columns; ${what} of ${lottery.name} has ${count} numbers` });
  };
  expect(columns.balls, lottery.drawSize, 'bola', 'a draw');
  if (lottery.drawsPerResult === 2) expect(columns.secondBalls, lottery.drawSize, 's2_bola', 'a second draw');
  if (lottery.extra?.id === 'clover') expect(columns.extras, lottery.extra.drawn, 'trevo', 'a result');
  if (wrong.length > 0) throw refuse(wrong);
  const violations: FieldViolation[] = [];
  const draws: Draw[] = [];
  const rowOf = new Map<number, number>();
  for (const { number: row, cells } of rows) {
    const draw = parseRow(`${rowName} ${row}`, cells, columns, lottery, violations);
    if (!draw) continue;
    const before = rowOf.get(draw.number);
    if (before !== undefined)
      violations.push({ field: `${rowName} ${row}, concurso`, description: `draw ${draw.number} is in ${rowName} ${before} already` });
    rowOf.set(draw.number, row);
    draws.push(draw);
  }
  if (violations.length > 0) throw refuse(violations);
  if (draws.length === 0) throw refuse([{ field: 'data', description: 'has no draws below its header' }]);
  return draws;
}

/** Undefined when something is wrong, which is added to the violations. */
function parseRow(row: string, cells: Row, columns: Columns, lottery: Lottery, violations: FieldViolation[]): Draw | undefined {
  const wrong = violations.length;
  const check = (holds: boolean, column: string, description: string) => {
    if (!holds) violations.push({ field: `${row}, ${column}`, description });
  };
  const numberText = cells[columns.number] ?? '';
  const number = toInteger(numberText);
  check(number !== undefined && number >= 1 && number <= 1_000_000, 'concurso', `${quote(numberText)} is not a draw number`);
  const dateText = cells[columns.date] ?? '';
  const date = toIsoDate(dateText);
  check(date !== undefined, 'data', `${quote(dateText)} is not a date (DD/MM/YYYY or YYYY-MM-DD)`);
  const lastDay = isoDay(Date.now() + DAY_MS);
  check(!date || (date >= FIRST_DAY && date <= lastDay), 'data', `must be ${FIRST_DAY} to ${lastDay} (tomorrow), not ${date}`);
  const readBalls = (
    at: number[],
    name: string,
    universeSize: number,
    toNumber: (value: number, position: number) => number | undefined,
  ) => {
    const numbers: number[] = [];
    for (const [i, column] of at.entries()) {
      const text = cells[column] ?? '';
      const ball = toInteger(text);
      const number = ball === undefined ? undefined : toNumber(ball, i);
      const inRange = number !== undefined && number >= 1 && number <= universeSize;
      check(inRange, `${name}${i + 1}`, `${quote(text)} is not in ${rangeOf(lottery, universeSize)}`);
      if (!inRange) continue;
      check(!numbers.includes(number), `${name}${i + 1}`, `${ball} is there twice`);
      numbers.push(number);
    }
    return numbers.toSorted((a, b) => a - b);
  };
  const toNumber = numberOf(lottery);
  const numbers = readBalls(columns.balls, 'bola', lottery.universeSize, toNumber);
  const second = lottery.drawsPerResult === 2 ? readBalls(columns.secondBalls, 's2_bola', lottery.universeSize, toNumber) : undefined;
  const clovers = lottery.extra?.id === 'clover' ? lottery.extra : undefined;
  const extras = clovers && readBalls(columns.extras, 'trevo', clovers.universeSize, (value) => value);
  if (violations.length > wrong || number === undefined || date === undefined) return undefined;
  return { number, date, numbers, second, extras, winnings: readWinnings(cells, columns) };
}

/** What the file calls a number: itself, Lotomania's 0 is 100, a Super Sete digit is one of its column. */
function numberOf(lottery: Lottery): (value: number, position: number) => number | undefined {
  const { columnSize, labels } = lottery;
  if (columnSize) return (digit, column) => (digit < columnSize ? column * columnSize + (digit === 0 ? columnSize : digit) : undefined);
  if (labels) return (value) => labels.indexOf(value) + 1;
  return (value) => value;
}

function rangeOf({ columnSize, labels }: Lottery, universeSize: number): string {
  if (columnSize) return `0..${columnSize - 1}`;
  return labels ? `${Math.min(...labels)}..${Math.max(...labels)}` : `1..${universeSize}`;
}

/** Undefined when the file does not say, or not in a way that can be read: winnings are no reason to refuse draws. */
function readWinnings(cells: Row, { revenue, special, winners }: WinningsColumns): Winnings | undefined {
  const revenueCentavos = toCentavos(cells[revenue] ?? '');
  const counts = [...winners].map(([hits, column]) => [String(hits), toCount(cells[column] ?? '')] as const);
  if (!revenueCentavos || counts.length === 0) return undefined;
  const known = counts.filter((entry): entry is [string, number] => entry[1] !== undefined);
  return { revenueCentavos, special: special >= 0 && cells[special] === '1', winners: Object.fromEntries(known) };
}

/** 1234, 1234.0 or 1.234. */
function toCount(text: string): number | undefined {
  return toInteger(/^\d{1,3}(\.\d{3})+$/.test(text) ? text.replaceAll('.', '') : text);
}

/** R$1.234,56 or 1234.56. */
function toCentavos(text: string): number | undefined {
  const plainText = text.replaceAll(/[R$\s]/g, '');
  const local = /^\d{1,3}(\.\d{3})*,\d{2}$/.test(plainText) || /^\d{1,15},\d{2}$/.test(plainText);
  const value = local ? plainText.replaceAll('.', '').replace(',', '.') : plainText;
  return /^\d{1,15}(\.\d{1,9})?$/.test(value) ? Math.round(Number(value) * 100) : undefined;
}

/** Lower case, without accents and spaces. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f\s_]/g, '')
    .toLowerCase();
}

function toInteger(text: string): number | undefined {
  return /^\d{1,9}(\.0{1,9})?$/.test(text) ? Number(text) : undefined;
}

function toIsoDate(text: string): string | undefined {
  const local = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (local) return checkedDate(Number(local[3]), Number(local[2]), Number(local[1]));
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  if (iso) return checkedDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  // A true date of a spreadsheet: days since its epoch.
  if (!/^\d{5}(\.\d{1,12})?$/.test(text)) return undefined;
  return isoDay(SPREADSHEET_EPOCH_MS + Math.floor(Number(text)) * DAY_MS);
}

function checkedDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? isoDay(date.getTime()) : undefined;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** What a hostile file says is cut and kept to one line. */
function quote(text: string): string {
  return JSON.stringify(text.length > 30 ? `${cutText(text, 30)}…` : text);
}

function refuse(violations: FieldViolation[]) {
  const more = violations.length - MAX_VIOLATIONS;
  const shown = violations.slice(0, MAX_VIOLATIONS);
  if (more > 0) shown.push({ field: 'more', description: `${more} further wrong cells` });
  return invalidArgument(shown);
}
