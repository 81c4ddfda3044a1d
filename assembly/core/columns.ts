/**
 * Games of a ticket made of columns, such as Super Sete's. Column c has the numbers c × size + 1 to (c + 1) × size, and a game has `least` to
 * `most` numbers in each column. The rank orders games column by column: first by how many numbers of the column, then by which.
 *
 *   ways[c][n]: the number of ways to place n numbers in the columns from c on
 */

import { addCounts, binomial, binomialRow, NOT_COUNTABLE } from './binomials';
import { inputAddress } from './buffers';
import { fixedHi, fixedLo, freeCount, freeMaskHi, freeMaskLo } from './free-numbers';
import { setGame } from './game';
import { MAX_PICKS, MAX_UNIVERSE } from './limits';

const ROW: usize = ((MAX_PICKS + 1) as usize) * 8;
const ways: usize = memory.data((MAX_UNIVERSE + 2) * (MAX_PICKS + 1) * 8, 16);
// For each column: position of its first free number, number of free numbers, minimum and maximum number of them in a game.
const starts: usize = memory.data((MAX_UNIVERSE + 1) * 4, 16);
const counts: usize = memory.data((MAX_UNIVERSE + 1) * 4, 16);
const leasts: usize = memory.data((MAX_UNIVERSE + 1) * 4, 16);
const mosts: usize = memory.data((MAX_UNIVERSE + 1) * 4, 16);

let columnCount: i32 = 0;
let drawnCount: i32 = 0;

/** Reads the free and fixed numbers from the input buffer. Returns the number of possible games, or `NOT_COUNTABLE` from 2^63 on. */
export function prepareColumns(fixed: i32, drawn: i32, size: i32, least: i32, most: i32, universe: i32): u64 {
  drawnCount = drawn;
  columnCount = (universe + size - 1) / size;
  let position = 0;
  for (let column = 0; column < columnCount; column++) {
    store<i32>(starts + (column << 2), position);
    const last = (column + 1) * size;
    while (position < freeCount && (load<u8>(inputAddress + position) as i32) <= last) position++;
    let taken = 0;
    for (let i = 0; i < fixed; i++) {
      if (((load<u8>(inputAddress + freeCount + i) as i32) - 1) / size == column) taken++;
    }
    const count = position - load<i32>(starts + (column << 2));
    store<i32>(counts + (column << 2), count);
    store<i32>(leasts + (column << 2), max(0, least - taken));
    store<i32>(mosts + (column << 2), min(count, most - taken));
  }
  for (let n = 0; n <= MAX_PICKS; n++) store<u64>(waysAt(columnCount, n), n == 0 ? 1 : 0);
  for (let column = columnCount - 1; column >= 0; column--) {
    for (let n = 0; n <= MAX_PICKS; n++) {
      let sum: u64 = 0;
      for (let k = load<i32>(leasts + (column << 2)); k <= min(n, load<i32>(mosts + (column << 2))); k++) {
        sum = addCounts(sum, multiply(binomial(load<i32>(counts + (column << 2)), k), load<u64>(waysAt(column + 1, n - k))));
      }
      store<u64>(waysAt(column, n), sum);
    }
  }
  return load<u64>(waysAt(0, drawn));
}

/** Makes the game of `rank` the current game. */
export function unrankColumns(rank: u64): void {
  let lo = fixedLo;
  let hi = fixedHi;
  let rest = rank;
  let left = drawnCount;
  for (let column = 0; column < columnCount; column++) {
    const count = load<i32>(counts + (column << 2));
    let k = load<i32>(leasts + (column << 2));
    let after = load<u64>(waysAt(column + 1, left - k));
    let block = binomial(count, k) * after;
    while (rest >= block) {
      rest -= block;
      k++;
      after = load<u64>(waysAt(column + 1, left - k));
      block = binomial(count, k) * after;
    }
    let inside = rest / after;
    rest %= after;
    left -= k;
    let position = count;
    for (; k > 0; k--) {
      const row = binomialRow(k);
      do {
        position--;
      } while (load<u64>(row + (position << 3)) > inside);
      inside -= load<u64>(row + (position << 3));
      const at = load<i32>(starts + (column << 2)) + position;
      lo |= freeMaskLo(at);
      hi |= freeMaskHi(at);
    }
  }
  setGame(lo, hi);
}

// @ts-ignore: decorator
@inline
function waysAt(column: i32, n: i32): usize {
  return ways + (column as usize) * ROW + ((n as usize) << 3);
}

function multiply(a: u64, b: u64): u64 {
  if (a == 0 || b == 0) return 0;
  return a <= NOT_COUNTABLE / b ? min(a * b, NOT_COUNTABLE) : NOT_COUNTABLE;
}
