/**
 * Texts of cell values: up to 7 characters in a u64, with their count in its highest byte. A number's text is a u32 with up to 3
 * characters.
 */

import { labelsAddress, levelTextsAddress } from './buffers';
import { MAX_NUMBER } from './limits';

/** Highest number that a lottery may have. */
const MAX_SHOWN: i32 = 128;
export const MAX_SCORE: i32 = 10_000;
const ZERO: u64 = 0x30;
const POINT: u64 = 0x2e;

/** Texts of numbers; those above MAX_SHOWN are empty. */
const plainNumbers: usize = memory.data((MAX_NUMBER + 1) * 4, 16);
const scoreTexts: usize = memory.data((MAX_SCORE + 1) * 8, 16);

/** Creates the texts of all numbers and scores. Called once for each instance. */
export function prepareValues(): void {
  for (let number = 0; number <= MAX_SHOWN; number++) {
    const text = decimal(number);
    store<u32>(plainNumbers + (number << 2), <u32>text | (<u32>(text >>> 56) << 24));
  }
  for (let score = 0; score <= MAX_SCORE; score++) store<u64>(scoreTexts + (score << 3), points(score));
}

/** Text of a number without a label. */
// @ts-ignore: decorator
@inline
export function numberText(number: i32): u32 {
  return load<u32>(plainNumbers + (<usize>number << 2));
}

/** Label of a number. */
// @ts-ignore: decorator
@inline
export function labelText(number: i32): u32 {
  return load<u32>(labelsAddress + (<usize>number << 2));
}

// @ts-ignore: decorator
@inline
export function scoreText(score: i32): u64 {
  return load<u64>(scoreTexts + (<usize>score << 3));
}

/** Text of a level, 1 to LEVELS. */
// @ts-ignore: decorator
@inline
export function levelText(level: i32): u64 {
  return load<u64>(levelTextsAddress + (<usize>(level - 1) << 3));
}

/** Hundredths as points without trailing zeros: 6667 is 66.67, 8350 is 83.5, 5000 is 50. */
function points(hundredths: i32): u64 {
  const whole = decimal(hundredths / 100);
  const rest = <u64>(hundredths % 100);
  if (rest == 0) return whole;
  let length = whole >>> 56;
  let text = whole & 0x00ff_ffff_ffff_ffff;
  text |= (POINT | ((ZERO + rest / 10) << 8)) << (length << 3);
  length += 2;
  if (rest % 10 != 0) text |= (ZERO + (rest % 10)) << (length++ << 3);
  return text | (length << 56);
}

function decimal(value: i32): u64 {
  let text: u64 = 0;
  let length: u64 = 0;
  let rest = <u64>value;
  do {
    text = (text << 8) | (ZERO + (rest % 10));
    rest /= 10;
    length++;
  } while (rest > 0);
  return text | (length << 56);
}
