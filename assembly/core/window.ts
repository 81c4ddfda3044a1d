/** The last games of the job or chunk as bit planes: a ring buffer of columns, one per game. */

import { gameHi, gameLo } from './game';
import { MAX_UNIVERSE, MAX_WINDOW } from './limits';
import { overlapOutside, selectPlanes } from './overlap';

const STRIDE: i32 = MAX_WINDOW / 8;
const planes: usize = memory.data((MAX_UNIVERSE + 1) * STRIDE, 16);
const valid: usize = memory.data(STRIDE, 16);
// The game of each column: lo u64 | hi u64.
const games: usize = memory.data(MAX_WINDOW * 16, 16);

let size: i32 = 0;
let filled: i32 = 0;
let next: i32 = 0;

/** Empties the window and sets its capacity in games (0: none). */
export function prepareWindow(capacity: i32): void {
  size = capacity;
  filled = 0;
  next = 0;
  memory.fill(planes, 0, (MAX_UNIVERSE + 1) * STRIDE);
  memory.fill(valid, 0, STRIDE);
}

/** Adds the current game and removes the oldest game when the window is full. */
export function pushGame(): void {
  if (size == 0) return;
  const game = games + (next << 4);
  if (filled == size) flipColumn(next, load<u64>(game), load<u64>(game, 8));
  else filled++;
  store<u64>(game, gameLo);
  store<u64>(game, gameHi, 8);
  flipColumn(next, gameLo, gameHi);
  const at = valid + (next >> 3);
  store<u8>(at, load<u8>(at) | ((1 as u8) << ((next & 7) as u8)));
  if (++next == size) next = 0;
}

/** Returns true if a game of the window shares fewer than `least` or more than `most` numbers with the current game. */
export function repeatsOutside(least: i32, most: i32): bool {
  selectPlanes(STRIDE);
  return overlapOutside(planes, filled, least, most, valid);
}

function flipColumn(column: i32, lo: u64, hi: u64): void {
  const at = planes + (column >> 3);
  const bit: u8 = 1 << ((column & 7) as u8);
  for (let rest = lo; rest != 0; rest &= rest - 1) flip(at + ((ctz(rest) as i32) + 1) * STRIDE, bit);
  for (let rest = hi; rest != 0; rest &= rest - 1) flip(at + ((ctz(rest) as i32) + 65) * STRIDE, bit);
}

// @ts-ignore: decorator
@inline
function flip(at: usize, bit: u8): void {
  store<u8>(at, load<u8>(at) ^ bit);
}
