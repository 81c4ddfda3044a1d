/**
 * A keyed bijection of [0, size): a balanced Feistel network of six rounds over the smallest even number of bits that
 * holds the range. Cycle walking repeats the network until the value falls inside the range (on average at most 4 steps).
 * The round keys are a splitmix64 sequence of the seed.
 *
 *   round: (L, R) -> (R, L xor F(R + key)),  F the top half bits of two multiply-xorshift steps
 */

import { GOLDEN, mix } from './hash';

const ROUNDS: i32 = 6;
const MIX: u64 = 0xd6e8feb86659fd93;

const keys: usize = memory.data(ROUNDS * 8, 16);
let size: u64 = 1;
let halfBits: u64 = 1;
let halfMask: u64 = 1;

/** Prepares the bijection of [0, range). `range` is 1 to 2^63 - 1. */
export function preparePermutation(range: u64, seed: u64): void {
  size = range;
  const bits: u64 = range > 1 ? 64 - clz(range - 1) : 1;
  halfBits = (bits + 1) >> 1;
  halfMask = ((1 as u64) << halfBits) - 1;
  let state = seed;
  for (let round = 0; round < ROUNDS; round++) {
    state += GOLDEN;
    store<u64>(keys + (round << 3), mix(state));
  }
}

/** Returns the image of `i` in [0, size). */
export function permute(i: u64): u64 {
  const shift = 64 - halfBits;
  const mask = halfMask;
  let value = i;
  do {
    let left = value >> halfBits;
    let right = value & mask;
    for (let round = 0; round < ROUNDS; round++) {
      let mixed = (right + load<u64>(keys + (round << 3))) * GOLDEN;
      mixed = (mixed ^ (mixed >> 32)) * MIX;
      const next = left ^ (mixed >> shift);
      left = right;
      right = next;
    }
    value = (left << halfBits) | right;
  } while (value >= size);
  return value;
}
