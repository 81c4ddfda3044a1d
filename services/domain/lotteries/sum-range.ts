import { columnBoundsOf } from './column-bounds.js';
import type { Lottery } from './lottery.js';
import { numbersTo, valuesOf } from './ticket.js';

/** Returns the smallest and the largest sum of the values of a game. On a ticket of columns, a game has numbers of every column. */
export function sumRangeOf(lottery: Lottery, picks: number): { min: number; max: number } {
  const values = valuesOf(lottery).toSorted((a, b) => a - b);
  const total = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0);
  const columns = columnBoundsOf(lottery, picks);
  if (!columns) return { min: total(values.slice(0, picks)), max: total(values.slice(-picks)) };
  const { drawSize } = lottery;
  const fuller = picks - columns.least * drawSize;
  const digits = numbersTo(columns.size).map((number) => number - 1);
  const inColumns = (some: (count: number) => number[]) =>
    (drawSize - fuller) * total(some(columns.least)) + fuller * total(some(columns.most));
  return { min: inColumns((count) => digits.slice(0, count)), max: inColumns((count) => digits.slice(-count)) };
}
