/**
 * Samples candidates when there are too many possible games to number them in 64 bits (2^63 or more). Candidate i is a random
 * subset chosen by Floyd's algorithm. Its random integers come from a generator seeded with a hash of (seed, i) and are made
 * unbiased by Lemire's method. All games are equally likely. Two candidates may be equal by chance.
 */

import { fixedHi, fixedLo, freeCount, freeMaskHi, freeMaskLo } from './free-numbers';
import { setGame } from './game';
import { GOLDEN, mix } from './hash';

let drawnCount: i32 = 0;
let key: u64 = 0;
let state: u64 = 0;

export function prepareSamples(drawn: i32, seed: u64): void {
  drawnCount = drawn;
  key = mix(seed + GOLDEN);
}

/** Makes sample `index` the current game. */
export function sampleGame(index: u64): void {
  state = mix(key ^ mix(index + GOLDEN));
  let lo = fixedLo;
  let hi = fixedHi;
  for (let last = freeCount - drawnCount; last < freeCount; last++) {
    let position = below(last + 1);
    if (((freeMaskLo(position) & lo) | (freeMaskHi(position) & hi)) != 0) position = last;
    lo |= freeMaskLo(position);
    hi |= freeMaskHi(position);
  }
  setGame(lo, hi);
}

/** Returns the next random integer from 0 to `bound` - 1. */
export function below(bound: i32): i32 {
  const range = bound as u64;
  let product: u64;
  let fraction: u64;
  do {
    state += GOLDEN;
    product = (mix(state) >> 32) * range;
    fraction = product & 0xffffffff;
  } while (fraction < range && fraction < (0x100000000 as u64) % range);
  return (product >> 32) as i32;
}
