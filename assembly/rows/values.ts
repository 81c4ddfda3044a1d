/**
 * Texts of cell values. A text is a u64: up to 7 characters, the first in the lowest byte, and the count of characters in the highest
 * byte. The text of a number is a u32 of the same form, with up to 3 characters.
 */

import { labelsAddress, levelTextsAddress } from './buffers';
import { MAX_NUMBER } from './limits';

/** Highest number that is shown. MAX_NUMBER is larger, because the tables have an entry for every value of a byte. */
const MAX_SHOWN: i32 = 128;
export const MAX_SCORE: i32 = 10_000;
const ZERO: u64 = 0x30;
const POINT: u64 = 0x2e;

/** Texts of numbers. The texts of numbers above MAX_SHOWN are empty. */
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

/** Returns the decimal text of a number, for numbers without a label and for counts of hits. */
// @ts-ignore: decorator
@inline
export function numberText(number: i32): u32 {
  return load<u32>(plainNumbers + (<usize>number << 2));
}

/** Returns the label of a number. */
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

/** Returns the text of a level, 1 to LEVELS. */
// @ts-ignore: decorator
@inline
export function levelText(level: i32): u64 {
  return load<u64>(levelTextsAddress + (<usize>(level - 1) << 3));
}

/** Returns the text of hundredths as points without trailing zeros: 6667 is 66.67, 8350 is 83.5, 5000 is 50. */
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
