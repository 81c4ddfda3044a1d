/** The past draws as bit planes: column i is the i-th draw, newest first. */

import { inputAddress } from './buffers';
import { MAX_DRAWS, MAX_UNIVERSE } from './limits';
import { overlapOutside, selectPlanes } from './overlap';

const STRIDE: i32 = MAX_DRAWS / 8;
const planes: usize = memory.data((MAX_UNIVERSE + 1) * STRIDE, 16);
let blocks: i32 = 0;

/** Reads `count` draws of `size` numbers from the input buffer. */
export function prepareHistory(count: i32, size: i32): void {
  memory.fill(planes, 0, (MAX_UNIVERSE + 1) * STRIDE);
  for (let draw = 0; draw < count; draw++) {
    for (let i = 0; i < size; i++) {
      const at = planes + (load<u8>(inputAddress + draw * size + i) as i32) * STRIDE + (draw >> 3);
      store<u8>(at, load<u8>(at) | ((1 as u8) << ((draw & 7) as u8)));
    }
  }
  blocks = (count + 127) >> 7;
}

/** True when some past draw shares more than `most` numbers with the current game. */
export function sharesWithHistory(most: i32): bool {
  selectPlanes(STRIDE);
  return overlapOutside(planes, blocks, 0, most, 0);
}
