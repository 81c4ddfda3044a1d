/**
 * Encodes rows as deflate tokens without building their XML. A row differs from the previous row by a few digits: constant text becomes a
 * copy from the previous row, and digits become literals. Where neighbouring cells have the same style, the row number is copied from the
 * cell before, which is nearer. A row is written in literals when the previous row has another form: the first two rows of a sheet, the
 * first row of a block, and a row whose number has one digit more.
 */

import { drawnAddress, levelsAddress, numbersAddress, scoresAddress } from './buffers';
import { addByte, advance } from './crc32';
import { increment, writeDecimal } from './decimal';
import {
  afterLength,
  afterTable,
  afterText,
  beforeLength,
  beforeText,
  draws,
  endCrc,
  endLength,
  endTable,
  endText,
  firstLength,
  firstText,
  sharesTextAfter,
  labelled,
  numbers,
  prepareCrcOfRows,
  referenceAt,
  references,
  textsCrc,
  wholeTable,
} from './layout';
import { LEVELS, MAX_NUMBER, MAX_REFERENCES } from './limits';
import { copy, literal } from './tokens';
import { labelText, levelText, MAX_SCORE, numberText, scoreText } from './values';

const FIRST_ROW: i32 = 2;

/** The row's number on the sheet and the game's number, as digits. */
const rowDigits: usize = memory.data(16, 16);
const gameDigits: usize = memory.data(16, 16);
let rowLength: i32 = 0;
let gameLength: i32 = 0;
/** How many digits at the end differ from the previous row. */
let rowChanged: i32 = 0;
let gameChanged: i32 = 0;
let row: i32 = 0;

/** Number of XML bytes of the block so far. */
let position: i32 = 0;
/** Positions in the previous row: the start of each reference's text, and of the text that ends the row. */
const starts: usize = memory.data(MAX_REFERENCES * 4, 16);
let endStart: i32 = 0;
/** Whether the next row can be copied from the previous one. */
let hasPattern: bool = false;
let scoreBefore: i32 = -1;
let levelBefore: i32 = -1;
let hitsBefore: i32 = -1;
/** CRC register of all rows of the block. */
let crc: u32 = 0;

/** Starts a block; its first row cannot be copied. */
export function startRows(firstRow: i32, firstGame: i32): void {
  row = firstRow;
  rowLength = writeDecimal(rowDigits, firstRow);
  gameLength = writeDecimal(gameDigits, firstGame);
  position = 0;
  hasPattern = false;
  crc = 0xffffffff;
  prepareCrcOfRows(rowLength);
}

export function crcOfRows(): u32 {
  return ~crc;
}

export function lengthOfRows(): i32 {
  return position;
}

/** Encodes the next row from the game at this index of the input. */
export function addRow(game: i32): void {
  const score = <i32>load<u16>(scoresAddress + (game << 1));
  const level = <i32>load<u8>(levelsAddress + game);
  if (score > MAX_SCORE || level < 1 || level > LEVELS) unreachable();
  const ownNumbers = numbersAddress + game * numbers;
  const hits = draws > 0 ? hitsOf(ownNumbers) : 0;
  if (hasPattern) copyRow(ownNumbers, score, level, hits);
  else writeRow(ownNumbers, score, level, hits);
  scoreBefore = score;
  levelBefore = level;
  hitsBefore = hits;
  hasPattern = row != FIRST_ROW;
  row++;
  rowChanged = increment(rowDigits, rowLength);
  if (rowChanged > rowLength) {
    rowLength++;
    hasPattern = false;
    prepareCrcOfRows(rowLength);
  }
  gameChanged = increment(gameDigits, gameLength);
  if (gameChanged > gameLength) gameLength++;
}

/** Encodes a row as copies of the previous row, with its own digits as literals. */
function copyRow(ownNumbers: usize, score: i32, level: i32, hits: i32): void {
  let number: u32 = 0;
  for (let i = 0; i < rowLength; i++) number = addByte(number, load<u8>(rowDigits + i));
  let advancedTable: usize = 0;
  let advancedNumber: u32 = 0;
  let distance = 0;
  let digitsBefore = 0;
  for (let i = 0; i < references; i++) {
    const reference = referenceAt(i);
    const before = beforeLength(reference);
    const after = afterLength(reference);
    const start = starts + (<usize>i << 2);
    distance = position - load<i32>(start);
    store<i32>(start, position);
    const digits = position + before;
    if (sharesTextAfter(reference)) {
      copy(before, distance);
      copy(rowLength + after, digits - digitsBefore);
    } else {
      copy(before + rowLength - rowChanged, distance);
      for (let at = rowLength - rowChanged; at < rowLength; at++) literal(load<u8>(rowDigits + at));
      if (after > 0) copy(after, distance);
    }
    digitsBefore = digits;
    position = digits + rowLength + after;
    const table = afterTable(reference);
    if (table != advancedTable) {
      advancedNumber = advance(table, number);
      advancedTable = table;
    }
    crc = advance(wholeTable(reference), crc) ^ textsCrc(reference) ^ advancedNumber;
    // A value may be shorter than 3 bytes, so its copy must extend a copy from the same distance.
    const continuesCopy = !sharesTextAfter(reference);
    if (i == 0) continue;
    if (i == 1) copyGameNumber(distance);
    else if (i < numbers + 2) writeNumber(ownNumbers, i - 2);
    else if (i == numbers + 2) copyOrWrite(scoreText(score), continuesCopy && score == scoreBefore, distance);
    else if (i == numbers + 3) copyOrWrite(levelText(level), continuesCopy && level == levelBefore, distance);
    else copyOrWrite(hitsText(hits), continuesCopy && hits == hitsBefore, distance);
  }
  copy(endLength, position - endStart);
  endStart = position;
  position += endLength;
  crc = advance(endTable, crc) ^ endCrc;
}

/** Writes the game number. The text of its cell has just been copied from the previous row, and so are the digits that have not changed. */
function copyGameNumber(distance: i32): void {
  const same = gameLength - gameChanged;
  // `same` is not positive when all digits have changed or the number has become longer.
  if (same > 0) copy(same, distance);
  for (let i = 0; i < gameLength; i++) {
    const digit = load<u8>(gameDigits + i);
    if (i >= same) literal(digit);
    crc = addByte(crc, digit);
  }
  position += gameLength;
}

function writeNumber(ownNumbers: usize, index: i32): void {
  const number = <i32>load<u8>(ownNumbers + index);
  const text = index < labelled ? labelText(number) : numberText(number);
  const length = text >>> 24;
  if (length == 0) unreachable();
  let characters = text;
  for (let i: u32 = 0; i < length; i++, characters >>= 8) write(characters & 0xff);
}

/** Copies a value if it equals the previous row's value in this cell; writes it as literals otherwise. */
function copyOrWrite(text: u64, repeats: bool, distance: i32): void {
  const length = <i32>(text >>> 56);
  if (repeats) copy(length, distance);
  let characters = text;
  for (let i = 0; i < length; i++, characters >>= 8) {
    const character = <u32>(characters & 0xff);
    if (!repeats) literal(character);
    crc = addByte(crc, character);
  }
  position += length;
}

/** Encodes a row in literals. */
function writeRow(ownNumbers: usize, score: i32, level: i32, hits: i32): void {
  for (let i = 0; i < references; i++) {
    const reference = referenceAt(i);
    store<i32>(starts + (<usize>i << 2), position);
    writeText(beforeText(reference), beforeLength(reference));
    writeText(rowDigits, rowLength);
    if (row == FIRST_ROW && i == references - 1) writeText(firstText, firstLength);
    else writeText(afterText(reference), afterLength(reference));
    if (i == 0) continue;
    if (i == 1) writeText(gameDigits, gameLength);
    else if (i < numbers + 2) writeNumber(ownNumbers, i - 2);
    else if (i == numbers + 2) copyOrWrite(scoreText(score), false, 0);
    else if (i == numbers + 3) copyOrWrite(levelText(level), false, 0);
    else copyOrWrite(hitsText(hits), false, 0);
  }
  endStart = position;
  writeText(endText, endLength);
}

function writeText(text: usize, length: i32): void {
  for (let i = 0; i < length; i++) write(load<u8>(text + i));
}

// @ts-ignore: decorator
@inline
function write(character: u32): void {
  literal(character);
  crc = addByte(crc, character);
  position++;
}

function hitsText(hits: i32): u64 {
  const text = <u64>numberText(hits);
  return (text & 0xff_ffff) | ((text >>> 24) << 56);
}

/** Number of the game's numbers that were drawn; when there are several draws, in the best one. */
function hitsOf(ownNumbers: usize): i32 {
  let best = 0;
  for (let draw = 0; draw < draws; draw++) {
    const drawn = drawnAddress + <usize>(draw * (MAX_NUMBER + 1));
    let hits = 0;
    for (let i = 0; i < labelled; i++) hits += <i32>load<u8>(drawn + load<u8>(ownNumbers + i));
    best = max(best, hits);
  }
  return best;
}
