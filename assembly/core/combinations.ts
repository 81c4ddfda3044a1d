/**
 * Converts ranks to games of the free numbers, by the combinatorial number system (colexicographic order):
 * rank = C(c_k, k) + ... + C(c_1, 1) for positions c_k > ... > c_1 among the free numbers. Fixed numbers are added.
 */

import { binomial, binomialRow } from './binomials';
import { fixedHi, fixedLo, freeCount, freeMaskHi, freeMaskLo } from './free-numbers';
import { setGame } from './game';

/** One table look-up gives the last TAIL positions. */
const TAIL: i32 = 3;

let drawnCount: i32 = 0;
let tailCount: i32 = 0;

// The tailCount positions of each rank below C(free numbers, tailCount), one byte each.
const tails: usize = memory.data(341_376 * 4, 16);
// How many ranks the table has, and how many positions each rank has.
let readyTails: i32 = 0;
let readyTailCount: i32 = -1;

/** A game has `drawn` free numbers. Returns the number of possible games, or `NOT_COUNTABLE` from 2^63 on. */
export function prepareCombinations(drawn: i32): u64 {
  drawnCount = drawn;
  prepareTails();
  return binomial(freeCount, drawn);
}

/** Makes the game of `rank` the current game. */
export function unrankCombination(rank: u64): void {
  let lo = fixedLo;
  let hi = fixedHi;
  let rest = rank;
  let position = freeCount;
  for (let k = drawnCount; k > tailCount; k--) {
    const row = binomialRow(k);
    do {
      position--;
    } while (load<u64>(row + (position << 3)) > rest);
    rest -= load<u64>(row + (position << 3));
    lo |= freeMaskLo(position);
    hi |= freeMaskHi(position);
  }
  const tail = load<u32>(tails + ((rest as usize) << 2));
  for (let i = 0; i < tailCount; i++) {
    const at = (tail >> (i << 3)) & 0xff;
    lo |= freeMaskLo(at);
    hi |= freeMaskHi(at);
  }
  setGame(lo, hi);
}

function prepareTails(): void {
  tailCount = min(drawnCount, TAIL);
  const count = binomial(freeCount, tailCount) as i32;
  // A table for more free numbers begins with the table for fewer.
  if (tailCount == readyTailCount && count <= readyTails) return;
  readyTailCount = tailCount;
  readyTails = count;
  let a = 0;
  let b = 1;
  let c = 2;
  // Colexicographic order: the smallest position moves first.
  for (let rank = 0; rank < count; rank++) {
    store<u32>(tails + (rank << 2), a | (b << 8) | (c << 16));
    if (++a == b || tailCount == 1) {
      if (tailCount == 1) continue;
      a = 0;
      if (++b == c && tailCount == 3) {
        b = 1;
        c++;
      }
    }
  }
}
