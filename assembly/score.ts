/** The score of the current game: a sum of terms, each a table look-up by how many numbers lie in a set. */

import { SCORE_TERM_BYTES, SCORE_TERM_MASK_HI, SCORE_TERM_MASK_LO, SCORE_TERM_WEIGHTS, scoreTermsAddress } from './buffers';
import { gameHi, gameLo } from './candidate';

let termCount: i32 = 0;

export function prepareScore(count: i32): void {
  termCount = count;
}

/** Hundredths of a point. Weights are in 1/65,536 of that; the sum is rounded half up. */
export function score(): i32 {
  let sum: u64 = 0x8000;
  for (let i = 0; i < termCount; i++) {
    const term = scoreTermsAddress + i * SCORE_TERM_BYTES;
    const inLo = popcnt(gameLo & load<u64>(term, SCORE_TERM_MASK_LO));
    const inHi = popcnt(gameHi & load<u64>(term, SCORE_TERM_MASK_HI));
    sum += load<u32>(term + (((inLo + inHi) as usize) << 2), SCORE_TERM_WEIGHTS) as u64;
  }
  return (sum >> 16) as i32;
}
