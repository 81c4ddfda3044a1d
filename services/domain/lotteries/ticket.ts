import type { Lottery } from './lottery.js';

/** The parts of the ticket as lists of numbers. The numbers fill the grid row by row from 1. */
export function rowsOf({ universeSize, gridColumns }: Lottery): number[][] {
  return groupBy(universeSize, (number) => Math.floor((number - 1) / gridColumns));
}

export function columnsOf({ universeSize, gridColumns }: Lottery): number[][] {
  return groupBy(universeSize, (number) => (number - 1) % gridColumns);
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

/** Returns the border of the grid (*moldura*): first and last column, first `gridColumns` and last `gridColumns` numbers. */
export function frameOf(lottery: Lottery): number[] {
  const { universeSize, gridColumns } = lottery;
  return numbersTo(universeSize).filter((number) => {
    const column = (number - 1) % gridColumns;
    return column === 0 || column === gridColumns - 1 || number <= gridColumns || number > universeSize - gridColumns;
  });
}

/** Returns the decades 1-9, 10-19, 20-29, …. */
export function decadesOf({ universeSize }: Lottery): number[][] {
  return groupBy(universeSize, (number) => Math.floor(number / 10));
}

export function finalDigitsOf({ universeSize }: Lottery): number[][] {
  return groupBy(universeSize, (number) => number % 10);
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
