/**
 * The layout that all rows of a sheet share. A row has references to its own number: one in the row's element and one in each cell. Each
 * reference has constant text before and after it, and a value follows:
 *
 *   <row r="|12||"><c r="A|12|" s="1"><v>|11|</v></c><c r="B|12|" s="2"><v>|4| … </v></c><c r="J|12|" s="5"><f … /><v>|0|</v></c></row>
 *
 * The caller passes the texts in this order: the texts before and after each reference, the text that ends a row, and the text after the
 * last reference of the sheet's first row, which contains the whole shared formula.
 */

import { textEndsAddress, textsAddress } from './buffers';
import { addByte, advance, advanceTable, MAX_ADVANCE } from './crc32';
import { MAX_REFERENCES, MAX_ROW_BYTES, MAX_TEXT_BYTES } from './limits';

/** Largest number of digits of a row number. */
const MAX_DIGITS: i32 = 8;
/** Largest number of bytes of a value; the longest value is a game number. */
const MAX_VALUE: i32 = 8;

export let references: i32 = 0;
/** Numbers of a game, extras included. */
export let numbers: i32 = 0;
/** How many numbers at the start of a game are shown by label. */
export let labelled: i32 = 0;
export let draws: i32 = 0;

/**
 * Each reference takes 32 bytes, one u32 for each of: address and length of the text before it, address and length of the text after it,
 * the table to advance a CRC past both texts and the row number, the table to advance it past the text after, the CRC of both texts with
 * zeros for the row number, and 1 if the previous reference has the same text after it.
 */
const REFERENCE_BYTES: usize = 32;
const referenceTable: usize = memory.data((MAX_REFERENCES + 1) * 32, 16);

export let endText: usize = 0;
export let endLength: i32 = 0;
export let endCrc: u32 = 0;
export let endTable: usize = 0;
export let firstText: usize = 0;
export let firstLength: i32 = 0;

// @ts-ignore: decorator
@inline
export function referenceAt(index: i32): usize {
  return referenceTable + <usize>index * REFERENCE_BYTES;
}

// @ts-ignore: decorator
@inline
export function beforeText(reference: usize): usize {
  return load<u32>(reference);
}

// @ts-ignore: decorator
@inline
export function beforeLength(reference: usize): i32 {
  return load<i32>(reference, 4);
}

// @ts-ignore: decorator
@inline
export function afterText(reference: usize): usize {
  return load<u32>(reference, 8);
}

// @ts-ignore: decorator
@inline
export function afterLength(reference: usize): i32 {
  return load<i32>(reference, 12);
}

// @ts-ignore: decorator
@inline
export function wholeTable(reference: usize): usize {
  return load<u32>(reference, 16);
}

// @ts-ignore: decorator
@inline
export function afterTable(reference: usize): usize {
  return load<u32>(reference, 20);
}

// @ts-ignore: decorator
@inline
export function textsCrc(reference: usize): u32 {
  return load<u32>(reference, 24);
}

// @ts-ignore: decorator
@inline
export function sharesTextAfter(reference: usize): bool {
  return load<u32>(reference, 28) != 0;
}

/** Reads the layout from the text buffers. Returns false when it exceeds the limits. */
export function takeLayout(numberCount: i32, labelledCount: i32, drawCount: i32): bool {
  numbers = numberCount;
  labelled = labelledCount;
  draws = drawCount;
  references = numberCount + 5;
  const texts = 2 * references + 2;
  if (load<i32>(textEndsAddress + ((texts - 1) << 2)) > MAX_TEXT_BYTES) return false;
  let rowBytes = 0;
  for (let i = 0; i < references; i++) {
    const reference = referenceAt(i);
    store<u32>(reference, <u32>textStart(2 * i));
    store<i32>(reference, textLength(2 * i), 4);
    store<u32>(reference, <u32>textStart(2 * i + 1), 8);
    store<i32>(reference, textLength(2 * i + 1), 12);
    store<u32>(reference, i > 1 && hasSameTextAfter(reference, referenceAt(i - 1)) ? 1 : 0, 28);
    const length = beforeLength(reference) + afterLength(reference) + MAX_DIGITS;
    if (beforeLength(reference) < 3 || length > MAX_ADVANCE) return false;
    rowBytes += length + MAX_VALUE;
  }
  endText = textStart(2 * references);
  endLength = textLength(2 * references);
  firstText = textStart(2 * references + 1);
  firstLength = textLength(2 * references + 1);
  if (endLength < 3 || endLength > MAX_ADVANCE) return false;
  return rowBytes + endLength <= MAX_ROW_BYTES;
}

/** Computes the parts of the CRC that all rows whose number has `digits` digits share. */
export function prepareCrcOfRows(digits: i32): void {
  for (let i = 0; i < references; i++) {
    const reference = referenceAt(i);
    const after = advanceTable(afterLength(reference));
    const before = crcOf(beforeText(reference), beforeLength(reference));
    const zeros = advance(advanceTable(digits), before);
    store<u32>(reference, <u32>advanceTable(beforeLength(reference) + digits + afterLength(reference)), 16);
    store<u32>(reference, <u32>after, 20);
    store<u32>(reference, advance(after, zeros) ^ crcOf(afterText(reference), afterLength(reference)), 24);
  }
  endTable = advanceTable(endLength);
  endCrc = crcOf(endText, endLength);
}

/** Register after a text when the register before it is zero. */
function crcOf(text: usize, length: i32): u32 {
  let crc: u32 = 0;
  for (let i = 0; i < length; i++) crc = addByte(crc, load<u8>(text + i));
  return crc;
}

function textStart(index: i32): usize {
  return textsAddress + (index == 0 ? 0 : load<i32>(textEndsAddress + ((index - 1) << 2)));
}

function textLength(index: i32): i32 {
  return <i32>(textStart(index + 1) - textStart(index));
}

function hasSameTextAfter(a: usize, b: usize): bool {
  const length = afterLength(a);
  return length >= 3 && length == afterLength(b) && memory.compare(afterText(a), afterText(b), length) == 0;
}
