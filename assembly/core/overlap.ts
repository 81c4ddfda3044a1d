/**
 * Counts how many numbers the current game shares with each of many other games at once. The other games are columns of bit planes. Plane n
 * has one bit per column, set if that game contains n; plane 0 is always empty and pads the sum. Carry-save adders add the planes of the
 * current game's numbers, seven planes at a time, 128 columns per instruction.
 */

import { gameHi, gameLo } from './game';
import { MAX_PICKS } from './limits';

/** Planes are added in groups of seven, because the sum of seven bits fits three bits. */
const GROUP: i32 = 7;

// Plane offsets of the current game's numbers, padded with plane 0 to a multiple of GROUP.
const offsets: usize = memory.data((MAX_PICKS + GROUP) * 4, 16);
let groups: i32 = 0;

/** Selects the planes of the current game's numbers. Must be called once per game before overlapOutside, with the planes `stride` bytes apart. */
export function selectPlanes(stride: i32): void {
  let count = 0;
  for (let lo = gameLo; lo != 0; lo &= lo - 1) store<u32>(offsets + (count++ << 2), ((ctz(lo) as i32) + 1) * stride);
  for (let hi = gameHi; hi != 0; hi &= hi - 1) store<u32>(offsets + (count++ << 2), ((ctz(hi) as i32) + 65) * stride);
  groups = 0;
  for (let done = 0; done < count; done += GROUP) groups++;
  while (count < groups * GROUP) store<u32>(offsets + (count++ << 2), 0);
}

/**
 * Returns true if one of the first `columns` columns shares more than `most` numbers with the game, or fewer than `least`. `valid` selects the
 * columns that `least` is checked for, and `columns` must then be the count of all columns. `valid` 0: the first `columns` columns.
 */
export function overlapOutside(planes: usize, columns: i32, least: i32, most: i32, valid: usize): bool {
  const blocks = (columns + 127) >> 7;
  if (groups == 1 && least == 0) return overlapOfFewAbove(planes, columns, blocks, most);
  let outside = i64x2.splat(0);
  // In the last block, only the first columns are in use.
  let last = i64x2.splat(0);
  // No game shares more numbers than it has.
  const bounded = most < MAX_PICKS;
  for (let block = 0; block < blocks; block++) {
    const column = planes + (block << 4);
    sumGroup(column, 0);
    let a0 = s0;
    let a1 = s1;
    let a2 = s2;
    let a3 = i64x2.splat(0);
    let a4 = i64x2.splat(0);
    let a5 = i64x2.splat(0);
    for (let group = 1; group < groups; group++) {
      sumGroup(column, group);
      let carry = v128.and(a0, s0);
      a0 = v128.xor(a0, s0);
      let half = v128.xor(a1, s1);
      let next = v128.or(v128.and(a1, s1), v128.and(half, carry));
      a1 = v128.xor(half, carry);
      carry = next;
      half = v128.xor(a2, s2);
      next = v128.or(v128.and(a2, s2), v128.and(half, carry));
      a2 = v128.xor(half, carry);
      carry = next;
      next = v128.and(a3, carry);
      a3 = v128.xor(a3, carry);
      carry = next;
      next = v128.and(a4, carry);
      a4 = v128.xor(a4, carry);
      a5 = v128.xor(a5, next);
    }
    if (bounded) {
      outside = v128.or(outside, last);
      last = atLeast(most + 1, a0, a1, a2, a3, a4, a5);
    }
    if (least > 0) {
      const few = v128.not(atLeast(least, a0, a1, a2, a3, a4, a5));
      const used = valid != 0 ? v128.load(valid + (block << 4)) : firstColumns(min(128, columns - (block << 7)));
      outside = v128.or(outside, v128.and(few, used));
    }
  }
  if (blocks > 0) outside = v128.or(outside, v128.and(last, firstColumns(columns - ((blocks - 1) << 7))));
  return v128.any_true(outside);
}

/** overlapOutside for up to seven numbers without a lower bound: their sum has three bits. */
// @ts-ignore: decorator
@inline
function overlapOfFewAbove(planes: usize, columns: i32, blocks: i32, most: i32): bool {
  if (most >= GROUP || blocks == 0) return false;
  const bound = most + 1;
  let outside = i64x2.splat(0);
  const end = planes + ((blocks - 1) << 4);
  for (let column = planes; column < end; column += 16) {
    sumGroup(column, 0);
    outside = v128.or(outside, atLeastOfThree(bound));
  }
  sumGroup(end, 0);
  outside = v128.or(outside, v128.and(atLeastOfThree(bound), firstColumns(columns - ((blocks - 1) << 7))));
  return v128.any_true(outside);
}

/** Selects the columns whose three-bit sum is at least `bound` (1 to 7). */
// @ts-ignore: decorator
@inline
function atLeastOfThree(bound: i32): v128 {
  const first = bound & 1 ? s0 : i64x2.splat(-1);
  const second = bound & 2 ? v128.and(s1, first) : v128.or(s1, first);
  return bound & 4 ? v128.and(s2, second) : v128.or(s2, second);
}

// The three bits of the last group's sum.
let s0: v128 = i64x2.splat(0);
let s1: v128 = i64x2.splat(0);
let s2: v128 = i64x2.splat(0);

// @ts-ignore: decorator
@inline
function sumGroup(column: usize, group: i32): void {
  const at = offsets + group * (GROUP * 4);
  const p0 = v128.load(column + load<u32>(at));
  const p1 = v128.load(column + load<u32>(at, 4));
  const p2 = v128.load(column + load<u32>(at, 8));
  const p3 = v128.load(column + load<u32>(at, 12));
  const p4 = v128.load(column + load<u32>(at, 16));
  const p5 = v128.load(column + load<u32>(at, 20));
  const p6 = v128.load(column + load<u32>(at, 24));
  // Three full adders reduce seven bits to one; a fourth adds their carries.
  let half = v128.xor(p0, p1);
  const c0 = v128.or(v128.and(p0, p1), v128.and(half, p2));
  const t0 = v128.xor(half, p2);
  half = v128.xor(p3, p4);
  const c1 = v128.or(v128.and(p3, p4), v128.and(half, p5));
  const t1 = v128.xor(half, p5);
  half = v128.xor(t0, t1);
  const c2 = v128.or(v128.and(t0, t1), v128.and(half, p6));
  s0 = v128.xor(half, p6);
  half = v128.xor(c0, c1);
  s2 = v128.or(v128.and(c0, c1), v128.and(half, c2));
  s1 = v128.xor(half, c2);
}

/** Selects the columns whose six-bit sum is at least `bound` (1 to 63). */
// @ts-ignore: decorator
@inline
function atLeast(bound: i32, a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, a5: v128): v128 {
  let reached = i64x2.splat(-1);
  reached = bound & 1 ? v128.and(a0, reached) : v128.or(a0, reached);
  reached = bound & 2 ? v128.and(a1, reached) : v128.or(a1, reached);
  reached = bound & 4 ? v128.and(a2, reached) : v128.or(a2, reached);
  reached = bound & 8 ? v128.and(a3, reached) : v128.or(a3, reached);
  reached = bound & 16 ? v128.and(a4, reached) : v128.or(a4, reached);
  reached = bound & 32 ? v128.and(a5, reached) : v128.or(a5, reached);
  return reached;
}

/** Selects the first `count` (1 to 128) columns of a block. */
function firstColumns(count: i32): v128 {
  const lo = count >= 64 ? (-1 as i64) : ((1 as i64) << count) - 1;
  const hi = count <= 64 ? (0 as i64) : count >= 128 ? (-1 as i64) : ((1 as i64) << (count - 64)) - 1;
  return v128.replace_lane<i64>(i64x2.splat(lo), 1, hi);
}
