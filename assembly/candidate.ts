/**
 * The current candidate as a 128-bit mask, made from its rank by the combinatorial number system (colexicographic):
 * rank = C(c_k, k) + ... + C(c_1, 1) for positions c_k > ... > c_1 among the free numbers. Fixed numbers are added.
 */

import { binomial, binomialRow } from './binomials';
import { inputAddress } from './buffers';
import { MAX_UNIVERSE } from './limits';

/** The last TAIL positions come from one table look-up. */
const TAIL: i32 = 3;

export let gameLo: u64 = 0;
export let gameHi: u64 = 0;

let drawnCount: i32 = 0;
let freeCount: i32 = 0;
let fixedLo: u64 = 0;
let fixedHi: u64 = 0;
let tailCount: i32 = 0;

// Mask of each free number by position: lo u64 | hi u64.
const freeMasks: usize = memory.data((MAX_UNIVERSE + 1) * 16, 16);
// tailCount positions of each rank below C(free numbers, tailCount), a byte each.
const tails: usize = memory.data(341_376 * 4, 16);

/**
 * Reads the ascending free numbers and then the fixed numbers from the input buffer; a game takes `drawn` free ones.
 * Returns the number of different games, `NOT_COUNTABLE` from 2^63 on.
 */
export function prepareCandidates(free: i32, fixed: i32, drawn: i32): u64 {
  freeCount = free;
  drawnCount = drawn;
  for (let position = 0; position < free; position++) {
    setGame(0, 0);
    addNumber(load<u8>(inputAddress + position));
    store<u64>(freeMasks + (position << 4), gameLo);
    store<u64>(freeMasks + (position << 4), gameHi, 8);
  }
  setGame(0, 0);
  for (let i = 0; i < fixed; i++) addNumber(load<u8>(inputAddress + free + i));
  fixedLo = gameLo;
  fixedHi = gameHi;
  prepareTails();
  return binomial(free, drawn);
}

/** Makes the game of `rank` the current one. */
export function unrank(rank: u64): void {
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
    lo |= load<u64>(freeMasks + (position << 4));
    hi |= load<u64>(freeMasks + (position << 4), 8);
  }
  const tail = load<u32>(tails + ((rest as usize) << 2));
  for (let i = 0; i < tailCount; i++) {
    const at = freeMasks + (((tail >> (i << 3)) & 0xff) << 4);
    lo |= load<u64>(at);
    hi |= load<u64>(at, 8);
  }
  gameLo = lo;
  gameHi = hi;
}

// @ts-ignore: decorator
@inline
export function setGame(lo: u64, hi: u64): void {
  gameLo = lo;
  gameHi = hi;
}

export function addNumber(number: i32): void {
  if (number <= 64) gameLo |= (1 as u64) << (number - 1);
  else gameHi |= (1 as u64) << (number - 65);
}

/** Writes the numbers of the current game, ascending, a byte each. */
export function writeNumbers(to: usize): void {
  let at = to;
  for (let lo = gameLo; lo != 0; lo &= lo - 1) store<u8>(at++, (ctz(lo) as i32) + 1);
  for (let hi = gameHi; hi != 0; hi &= hi - 1) store<u8>(at++, (ctz(hi) as i32) + 65);
}

function prepareTails(): void {
  tailCount = min(drawnCount, TAIL);
  const count = binomial(freeCount, tailCount) as i32;
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
