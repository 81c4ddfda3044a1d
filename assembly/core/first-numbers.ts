/** Counts how often each number was the smallest number of the last games of the job or chunk. */

import { MAX_SUBSET_WINDOW, MAX_UNIVERSE } from './limits';
import { first } from './shape';

const times: usize = memory.data((MAX_UNIVERSE + 1) * 4, 16);
// A ring buffer with the smallest number of each of the last games.
const ring: usize = memory.data(MAX_SUBSET_WINDOW, 16);

let size: i32 = 0;
let pushed: i32 = 0;

/** Forgets all games. The counts then cover the last `window` games (0: none). */
export function prepareFirstNumbers(window: i32): void {
  size = window;
  pushed = 0;
  memory.fill(times, 0, (MAX_UNIVERSE + 1) * 4);
}

/** Adds the current game and removes the oldest game when the window is full. */
export function pushFirstNumber(): void {
  if (size == 0) return;
  const at = ring + (pushed % size);
  if (pushed >= size) change(load<u8>(at), -1);
  const number = first();
  store<u8>(at, number as u8);
  change(number, 1);
  pushed++;
}

/** Returns how many games, the current game included, have the smallest number of the current game. */
export function firstNumberRepetition(): i32 {
  return load<i32>(times + (first() << 2)) + 1;
}

function change(number: i32, by: i32): void {
  const at = times + (number << 2);
  store<i32>(at, load<i32>(at) + by);
}
