/**
 * The current game as a 128-bit mask, with its extras: a month, a club, clovers or bonus numbers. Extras come from a pool of their own, are
 * ascending, and are not judged by any rule.
 */

import { MAX_EXTRA_PICKS } from './limits';

export let gameLo: u64 = 0;
export let gameHi: u64 = 0;

export const extras: usize = memory.data(MAX_EXTRA_PICKS, 16);
let extraCount: i32 = 0;

export function prepareGame(extraPicks: i32): void {
  extraCount = extraPicks;
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

/** Writes the numbers of the current game, ascending, one byte each, and then its extras. */
export function writeNumbers(to: usize): void {
  let at = writeMask(to, gameLo, gameHi);
  for (let i = 0; i < extraCount; i++) store<u8>(at++, load<u8>(extras + i));
}

/** Writes the numbers of a mask, ascending, one byte each. Returns the address after the last number. */
// @ts-ignore: decorator
@inline
export function writeMask(to: usize, maskLo: u64, maskHi: u64): usize {
  let at = to;
  for (let lo = maskLo; lo != 0; lo &= lo - 1) store<u8>(at++, (ctz(lo) as i32) + 1);
  for (let hi = maskHi; hi != 0; hi &= hi - 1) store<u8>(at++, (ctz(hi) as i32) + 65);
  return at;
}
