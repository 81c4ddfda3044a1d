/** Measures the shape of the current game: the sums, runs and gaps of the values of its numbers. */

import { valuesAddress } from './buffers';
import { gameHi, gameLo, writeMask } from './game';
import {
  CONDITION_AC,
  CONDITION_ADJACENT_PAIRS,
  CONDITION_DEVIATION,
  CONDITION_DIGIT_SUM,
  CONDITION_FIRST,
  CONDITION_LARGEST_GAP,
  CONDITION_LAST,
  CONDITION_LONGEST_RUN,
  CONDITION_NUMBER_AT,
  CONDITION_QUOTIENTS,
  CONDITION_REMAINDERS,
  CONDITION_RUNS,
  CONDITION_SMALLEST_GAP,
  CONDITION_SPAN,
  CONDITION_SUM,
  MAX_PICKS,
} from './limits';

const numbers: usize = memory.data(MAX_PICKS + 1, 16);
// Each number is its own value. The bit operations below are right only then.
let plain: bool = true;

/** `given`: the values are in their buffer. */
export function prepareValues(given: bool): void {
  plain = !given;
}

/** Returns the measure of a condition of this kind, or 0 for an unknown kind. `operand`: the position for NUMBER_AT, from 1; for parts see `parts`. */
export function measureShape(kind: i32, operand: i32): i32 {
  if (kind == CONDITION_LONGEST_RUN) return longestRun();
  if (kind == CONDITION_SUM) return sum();
  if (kind == CONDITION_SPAN) return last() - first();
  if (kind == CONDITION_RUNS) return picks() - adjacentPairs();
  if (kind == CONDITION_ADJACENT_PAIRS) return adjacentPairs();
  if (kind == CONDITION_SMALLEST_GAP) return gap(false);
  if (kind == CONDITION_LARGEST_GAP) return gap(true);
  if (kind == CONDITION_AC) return arithmeticComplexity();
  if (kind == CONDITION_FIRST) return first();
  if (kind == CONDITION_LAST) return last();
  if (kind == CONDITION_NUMBER_AT) return numberAt(operand);
  if (kind == CONDITION_DIGIT_SUM) return digitSum();
  if (kind == CONDITION_DEVIATION) return deviation();
  return kind == CONDITION_QUOTIENTS || kind == CONDITION_REMAINDERS ? parts(kind == CONDITION_REMAINDERS, operand) : 0;
}

/**
 * Counts the parts that contain a number of the game. With a shift of 0, a part is the set of values v with the same quotient, or remainder, of
 * v / divisor. With a shift of 1, a part of the ticket is the set of numbers n with the same quotient, or remainder, of (n - 1) / divisor.
 * `operand` is 2 x divisor + shift.
 */
function parts(remainders: bool, operand: i32): i32 {
  const divisor = max(1, operand >> 1);
  const shift = operand & 1;
  const count = shift == 0 ? list() : listNumbers();
  let lo: u64 = 0;
  let hi: u64 = 0;
  for (let i = 0; i < count; i++) {
    const value = (load<u8>(numbers + i) as i32) - shift;
    const part = remainders ? value % divisor : value / divisor;
    if (part < 64) lo |= (1 as u64) << part;
    else hi |= (1 as u64) << (part - 64);
  }
  return (popcnt(lo) + popcnt(hi)) as i32;
}

/** Returns the value at a position of the ascending values, from 1, or 0 past the end. */
function numberAt(position: i32): i32 {
  return position <= list() ? load<u8>(numbers + position - 1) : 0;
}

/** Returns the sum of all decimal digits of the numbers. */
function digitSum(): i32 {
  const count = list();
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const number = load<u8>(numbers + i) as i32;
    sum += number / 100 + ((number / 10) % 10) + (number % 10);
  }
  return sum;
}

/** Returns the population standard deviation of the numbers, in hundredths, rounded down. */
function deviation(): i32 {
  const count = list();
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const number = load<u8>(numbers + i) as i32;
    sum += number;
    squares += number * number;
  }
  return Math.floor(Math.sqrt(((count * squares - sum * sum) as f64) * 10_000.0) / (count as f64)) as i32;
}

function picks(): i32 {
  return (popcnt(gameLo) + popcnt(gameHi)) as i32;
}

export function first(): i32 {
  if (!plain) return list() > 0 ? load<u8>(numbers) : 0;
  return gameLo != 0 ? (ctz(gameLo) as i32) + 1 : (ctz(gameHi) as i32) + 65;
}

function last(): i32 {
  if (!plain) return load<u8>(numbers + list() - 1);
  return gameHi != 0 ? 128 - (clz(gameHi) as i32) : 64 - (clz(gameLo) as i32);
}

/** Returns the length of the longest run of consecutive numbers. */
// @ts-ignore: decorator
@inline
export function longestRun(): i32 {
  if (!plain) return longestRunOfValues();
  let lo = gameLo;
  let hi = gameHi;
  let run = 0;
  while ((lo | hi) != 0) {
    hi &= (hi << 1) | (lo >> 63);
    lo &= lo << 1;
    run++;
  }
  return run;
}

function longestRunOfValues(): i32 {
  const count = list();
  let run = 1;
  let longest = 1;
  for (let i = 1; i < count; i++) {
    run = load<u8>(numbers + i) == load<u8>(numbers + i - 1) + 1 ? run + 1 : 1;
    longest = max(longest, run);
  }
  return longest;
}

/** Counts the pairs n, n + 1. */
function adjacentPairs(): i32 {
  if (!plain) return adjacentValues();
  const lo = gameLo & ((gameLo >> 1) | (gameHi << 63));
  return (popcnt(lo) + popcnt(gameHi & (gameHi >> 1))) as i32;
}

function adjacentValues(): i32 {
  const count = list();
  let pairs = 0;
  for (let i = 1; i < count; i++) if (load<u8>(numbers + i) == load<u8>(numbers + i - 1) + 1) pairs++;
  return pairs;
}

/** BIT_k selects the numbers n of a half of the mask for which bit k of n - 1 is set. */
const BIT_0: u64 = 0xaaaaaaaaaaaaaaaa;
const BIT_1: u64 = 0xcccccccccccccccc;
const BIT_2: u64 = 0xf0f0f0f0f0f0f0f0;
const BIT_3: u64 = 0xff00ff00ff00ff00;
const BIT_4: u64 = 0xffff0000ffff0000;
const BIT_5: u64 = 0xffffffff00000000;

/** Returns the sum of the numbers: adds up n - 1 bit by bit, and then 1 for each number. */
function sum(): i32 {
  if (!plain) return sumOfValues();
  return halfSum(gameLo) + halfSum(gameHi) + ((popcnt(gameHi) as i32) << 6) + picks();
}

function sumOfValues(): i32 {
  let sum = 0;
  for (let lo = gameLo; lo != 0; lo &= lo - 1) sum += load<u8>(valuesAddress + (ctz(lo) as usize) + 1) as i32;
  for (let hi = gameHi; hi != 0; hi &= hi - 1) sum += load<u8>(valuesAddress + (ctz(hi) as usize) + 65) as i32;
  return sum;
}

// @ts-ignore: decorator
@inline
function halfSum(half: u64): i32 {
  return (popcnt(half & BIT_0) +
    (popcnt(half & BIT_1) << 1) +
    (popcnt(half & BIT_2) << 2) +
    (popcnt(half & BIT_3) << 3) +
    (popcnt(half & BIT_4) << 4) +
    (popcnt(half & BIT_5) << 5)) as i32;
}

/** Returns the smallest or largest difference of neighbouring numbers of the game, or 0 for one number. */
function gap(largest: bool): i32 {
  const count = list();
  if (count < 2) return 0;
  let extreme = largest ? 0 : i32.MAX_VALUE;
  for (let i = 1; i < count; i++) {
    const difference = (load<u8>(numbers + i) as i32) - (load<u8>(numbers + i - 1) as i32);
    extreme = largest ? max(extreme, difference) : min(extreme, difference);
  }
  return extreme;
}

/** Returns the arithmetic complexity: the number of distinct differences of all pairs of numbers, minus (picks - 1). */
function arithmeticComplexity(): i32 {
  const count = list();
  let lo: u64 = 0;
  let hi: u64 = 0;
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const difference = (load<u8>(numbers + i) as i32) - (load<u8>(numbers + j) as i32);
      if (difference < 64) lo |= (1 as u64) << difference;
      else hi |= (1 as u64) << (difference - 64);
    }
  }
  return ((popcnt(lo) + popcnt(hi)) as i32) - (count - 1);
}

/** Writes the values of the numbers to the list `numbers`, ascending. Returns how many. */
function list(): i32 {
  const count = listNumbers();
  if (plain) return count;
  for (let i = 0; i < count; i++) {
    const value = load<u8>(valuesAddress + (load<u8>(numbers + i) as usize));
    let at = i;
    for (; at > 0 && load<u8>(numbers + at - 1) > value; at--) store<u8>(numbers + at, load<u8>(numbers + at - 1));
    store<u8>(numbers + at, value);
  }
  return count;
}

/** Writes the numbers to the list `numbers`, ascending. Returns how many. */
function listNumbers(): i32 {
  return (writeMask(numbers, gameLo, gameHi) - numbers) as i32;
}
