import { type FieldViolation, invalidArgument } from '../../shared/errors.js';
import type { Lottery } from '../../shared/lotteries/lottery.js';
import type { Draw } from './draw.js';
import type { Row, Table } from './table.js';

/** Rows above the header that official files may have. */
const MAX_HEADER_ROW = 20;
const MAX_VIOLATIONS = 30;
/** Day 0 of dates kept as numbers in spreadsheets. */
const SPREADSHEET_EPOCH_MS = Date.UTC(1899, 11, 30);

interface Columns {
  number: number;
  date: number;
  balls: number[];
}

/**
 * The draws of the first table with the columns concurso, data… and bola1..bolaN.
 * @throws DezenasError INVALID_ARGUMENT naming every wrong row and column (the first 30).
 */
export function parseDraws(tables: Table[], lottery: Lottery): Draw[] {
  for (const table of tables) {
    for (const [i, { cells }] of table.rows.slice(0, MAX_HEADER_ROW).entries()) {
      const columns = findColumns(cells);
      if (columns) return parseRows(table.rows.slice(i + 1), columns, lottery);
    }
  }
  throw refuse([{ field: 'data', description: 'no table with the columns concurso, data and bola1, bola2, …' }]);
}

function findColumns(header: Row): Columns | undefined {
  const names = header.map(plain);
  const number = names.indexOf('concurso');
  const date = names.findIndex((name) => name.startsWith('data'));
  const balls = names.flatMap((name, column) => {
    const position = /^bola(\d{1,2})$/.exec(name)?.[1];
    return position ? [{ position: Number(position), column }] : [];
  });
  if (number < 0 || date < 0 || balls.length === 0) return undefined;
  return { number, date, balls: balls.toSorted((a, b) => a.position - b.position).map(({ column }) => column) };
}

function parseRows(rows: Table['rows'], columns: Columns, lottery: Lottery): Draw[] {
  if (columns.balls.length !== lottery.drawSize) {
    throw refuse([
      { field: 'data', description: `has ${columns.balls.length} bola columns; a draw of ${lottery.name} has ${lottery.drawSize} numbers` },
    ]);
  }
  const violations: FieldViolation[] = [];
  const draws: Draw[] = [];
  const rowOf = new Map<number, number>();
  for (const { number: row, cells } of rows) {
    const draw = parseRow(row, cells, columns, lottery, violations);
    if (!draw) continue;
    const before = rowOf.get(draw.number);
    if (before !== undefined)
      violations.push({ field: `row ${row}, concurso`, description: `draw ${draw.number} is in row ${before} already` });
    rowOf.set(draw.number, row);
    draws.push(draw);
  }
  if (violations.length > 0) throw refuse(violations);
  if (draws.length === 0) throw refuse([{ field: 'data', description: 'has no draws below its header' }]);
  return draws;
}

/** Undefined when something is wrong, which is added to the violations. */
function parseRow(row: number, cells: Row, columns: Columns, lottery: Lottery, violations: FieldViolation[]): Draw | undefined {
  const wrong = violations.length;
  const check = (holds: boolean, column: string, description: string) => {
    if (!holds) violations.push({ field: `row ${row}, ${column}`, description });
  };
  const numberText = cells[columns.number] ?? '';
  const number = toInteger(numberText);
  check(number !== undefined && number >= 1 && number <= 1_000_000, 'concurso', `${quote(numberText)} is not a draw number`);
  const dateText = cells[columns.date] ?? '';
  const date = toIsoDate(dateText);
  check(date !== undefined, 'data', `${quote(dateText)} is not a date (DD/MM/YYYY or YYYY-MM-DD)`);
  const numbers: number[] = [];
  for (const [i, column] of columns.balls.entries()) {
    const text = cells[column] ?? '';
    const ball = toInteger(text);
    const inRange = ball !== undefined && ball >= 1 && ball <= lottery.universeSize;
    check(inRange, `bola${i + 1}`, `${quote(text)} is not in 1..${lottery.universeSize}`);
    if (!inRange) continue;
    check(!numbers.includes(ball), `bola${i + 1}`, `${ball} is there twice`);
    numbers.push(ball);
  }
  if (violations.length > wrong || number === undefined || date === undefined) return undefined;
  return { number, date, numbers: numbers.toSorted((a, b) => a - b) };
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
  return new Date(SPREADSHEET_EPOCH_MS + Math.floor(Number(text)) * 86_400_000).toISOString().slice(0, 10);
}

function checkedDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : undefined;
}

/** What a hostile file says is cut and kept to one line. */
function quote(text: string): string {
  return JSON.stringify(text.length > 30 ? `${text.slice(0, 30)}…` : text);
}

function refuse(violations: FieldViolation[]) {
  const more = violations.length - MAX_VIOLATIONS;
  const shown = violations.slice(0, MAX_VIOLATIONS);
  if (more > 0) shown.push({ field: 'more', description: `${more} further wrong cells` });
  return invalidArgument(shown);
}
