/**
 * A keyed bijection of [0, size). Up to TABLED values, the bijection is a shuffled table (Fisher-Yates), so that all orders are equally likely. A larger
 * range has a balanced Feistel network of six rounds over the smallest even number of bits that holds it: all values are visited once, and an order of so
 * many values cannot be told from a random one by its use here, but a key of 64 bits gives only some of all orders. Cycle walking repeats the network until the value falls inside the range (on average at most 4 steps).
 * The round keys are a splitmix64 sequence of the seed.
 *
 *   round: (L, R) -> (R, L xor F(R + key)),  F the top half bits of two multiply-xorshift steps
 */

import { GOLDEN, mix } from './hash';

const ROUNDS: i32 = 6;
const MIX: u64 = 0xd6e8feb86659fd93;

/** Maximum size of a range with a table. */
const TABLED: u64 = 4_096;

const table: usize = memory.data(4_096 * 2, 16);
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
  if (range <= TABLED) {
    shuffle(range as u32, seed);
    return;
  }
  let state = seed;
  for (let round = 0; round < ROUNDS; round++) {
    state += GOLDEN;
    store<u64>(keys + (round << 3), mix(state));
  }
}

/** Returns the image of `i` in [0, size). */
export function permute(i: u64): u64 {
  if (size <= TABLED) return load<u16>(table + ((i as usize) << 1));
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

/** Fills the table with 0 to count - 1 in an order drawn by a splitmix64 sequence of the seed. */
function shuffle(count: u32, seed: u64): void {
  for (let i: u32 = 0; i < count; i++) store<u16>(table + (i << 1), i as u16);
  let state = seed;
  for (let last = count - 1; last > 0 && last < count; last--) {
    // An unbiased random integer below last + 1 (Lemire): a draw with a small remainder is repeated.
    const bound: u64 = (last as u64) + 1;
    const least = (0x1_0000_0000 as u64) % bound;
    let product: u64 = 0;
    do {
      state += GOLDEN;
      product = (mix(state) >> 32) * bound;
    } while ((product & 0xffff_ffff) < least);
    const at = table + (((product >> 32) as usize) << 1);
    const other = table + (last << 1);
    const value = load<u16>(at);
    store<u16>(at, load<u16>(other));
    store<u16>(other, value);
  }
}
