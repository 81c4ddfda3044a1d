/** The past draws as bit planes. Column i is the i-th draw, newest first. */

import { inputAddress } from './buffers';
import { MAX_DRAWS, MAX_UNIVERSE } from './limits';
import { overlapOutside, selectPlanes } from './overlap';

// One cache line more than the draws need: with a power of two, all planes would map to the same cache sets.
const STRIDE: i32 = MAX_DRAWS / 8 + 64;
const planes: usize = memory.data((MAX_UNIVERSE + 1) * STRIDE, 16);
let drawCount: i32 = 0;

/** Reads `count` draws of `size` numbers from the input buffer. */
export function prepareHistory(count: i32, size: i32): void {
  // Clear only the bytes that the previous history used.
  const used = (drawCount + 7) >> 3;
  for (let number = 0; used > 0 && number <= MAX_UNIVERSE; number++) memory.fill(planes + number * STRIDE, 0, used);
  for (let draw = 0; draw < count; draw++) {
    for (let i = 0; i < size; i++) {
      const at = planes + (load<u8>(inputAddress + draw * size + i) as i32) * STRIDE + (draw >> 3);
      store<u8>(at, load<u8>(at) | ((1 as u8) << ((draw & 7) as u8)));
    }
  }
  drawCount = count;
}

/** Returns true if one of the last `draws` draws (0: all) shares fewer than `least` or more than `most` numbers with the current game. */
export function sharesOutside(least: i32, most: i32, draws: i32): bool {
  selectPlanes(STRIDE);
  return overlapOutside(planes, draws > 0 ? min(draws, drawCount) : drawCount, least, most, 0);
}
