import type { Lottery } from './lottery.js';

/**
 * The parts of the ticket as lists of numbers. The numbers fill the grid row by row from 1. On a ticket of columns, a row has the same digit of every
 * column.
 */
export function rowsOf(lottery: Lottery): number[][] {
  const { universeSize, gridColumns, columnSize } = lottery;
  const values = valuesOf(lottery);
  return groupBy(universeSize, (number) => (columnSize === undefined ? Math.floor((number - 1) / gridColumns) : values[number - 1]));
}

export function columnsOf({ universeSize, gridColumns, columnSize }: Lottery): number[][] {
  return groupBy(universeSize, (number) => (columnSize === undefined ? (number - 1) % gridColumns : Math.ceil(number / columnSize)));
}

/** Returns the quadrants: top left, top right, bottom left, bottom right. A middle row or column belongs to the first half. */
export function quadrantsOf(lottery: Lottery): number[][] {
  const rows = rowsOf(lottery).length;
  const { universeSize, gridColumns } = lottery;
  return groupBy(universeSize, (number) => {
    const bottom = Math.floor((number - 1) / gridColumns) >= Math.ceil(rows / 2) ? 2 : 0;
    return bottom + ((number - 1) % gridColumns >= Math.ceil(gridColumns / 2) ? 1 : 0);
  });
}

/** Returns the border of the grid (*moldura*): the first and the last row, the first and the last column. An unfinished last row is a row. */
export function frameOf({ universeSize, gridColumns }: Lottery): number[] {
  const lastRow = Math.floor((universeSize - 1) / gridColumns);
  return numbersTo(universeSize).filter((number) => {
    const row = Math.floor((number - 1) / gridColumns);
    const column = (number - 1) % gridColumns;
    return row === 0 || row === lastRow || column === 0 || column === gridColumns - 1;
  });
}

/** Returns the decades 1-9, 10-19, 20-29, … of the values. */
export function decadesOf(lottery: Lottery): number[][] {
  const values = valuesOf(lottery);
  return groupBy(lottery.universeSize, (number) => Math.floor(values[number - 1] / 10));
}

export function finalDigitsOf(lottery: Lottery): number[][] {
  const values = valuesOf(lottery);
  return groupBy(lottery.universeSize, (number) => values[number - 1] % 10);
}

/**
 * Returns the value of each number, from number 1 on, as players read the ticket: the digit on a ticket of columns, else the label. Lotomania's 00
 * has the value 0. Index 0 is number 1.
 */
export function valuesOf({ universeSize, labels, columnSize }: Lottery): readonly number[] {
  const printed = labels ?? numbersTo(universeSize);
  return columnSize === undefined ? printed : printed.map((label) => label % columnSize);
}

/** Returns true if the value of some number is not the number itself. */
export function hasOwnValues({ labels }: Lottery): boolean {
  return labels !== undefined;
}

/** Returns the numbers in the order of their values. */
export function numbersByValue(lottery: Lottery): number[] {
  const values = valuesOf(lottery);
  return numbersTo(lottery.universeSize).toSorted((a, b) => values[a - 1] - values[b - 1] || a - b);
}

/** Returns the numbers whose values are in the lower half. */
export function lowOf(lottery: Lottery): number[] {
  return numbersByValue(lottery)
    .slice(0, Math.floor(lottery.universeSize / 2))
    .toSorted((a, b) => a - b);
}

export function numbersTo(size: number): number[] {
  const numbers: number[] = [];
  for (let number = 1; number <= size; number++) numbers.push(number);
  return numbers;
}

function groupBy(universeSize: number, key: (number: number) => number): number[][] {
  const groups = new Map<number, number[]>();
  for (let number = 1; number <= universeSize; number++) {
    const group = groups.get(key(number));
    if (group) group.push(number);
    else groups.set(key(number), [number]);
  }
  return [...groups.values()];
}
