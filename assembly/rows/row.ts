/**
 * Rows as deflate tokens, without their XML. A row is the one before it but for some digits: constant text is copied from the row
 * before, digits are literals. Where cells have the same style, the row's own number is copied from the cell before, which is nearer.
 * A row whose predecessor looks otherwise (the first two of a sheet, the first of a block, one whose number has a digit more) is literals.
 */

import { drawnAddress, levelsAddress, numbersAddress, scoresAddress } from './buffers';
import { addByte, moveOn } from './crc32';
import { countUp, writeDecimal } from './decimal';
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
  isLikeBefore,
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
/** Digits in which they differ from those of the row before. */
let rowChanged: i32 = 0;
let gameChanged: i32 = 0;
let row: i32 = 0;

/** Bytes of XML so far; where each reference of the row before starts; and where that row's end text does. */
let position: i32 = 0;
const starts: usize = memory.data(MAX_REFERENCES * 4, 16);
let endStart: i32 = 0;
/** The row before is one to copy from. */
let hasPattern: bool = false;
let scoreBefore: i32 = -1;
let levelBefore: i32 = -1;
let hitsBefore: i32 = -1;
/** CRC register over all rows of the block. */
let crc: u32 = 0;

/** Starts a block of rows with nothing before it. */
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

/** The next row, of a game of the input. */
export function addRow(game: i32): void {
  const score = <i32>load<u16>(scoresAddress + (game << 1));
  const level = <i32>load<u8>(levelsAddress + game);
  if (score > MAX_SCORE || level < 1 || level > LEVELS) unreachable();
  const own = numbersAddress + game * numbers;
  const hits = draws > 0 ? hitsOf(own) : 0;
  if (hasPattern) copyRow(own, score, level, hits);
  else spellRow(own, score, level, hits);
  scoreBefore = score;
  levelBefore = level;
  hitsBefore = hits;
  hasPattern = row != FIRST_ROW;
  row++;
  rowChanged = countUp(rowDigits, rowLength);
  if (rowChanged > rowLength) {
    rowLength++;
    hasPattern = false;
    prepareCrcOfRows(rowLength);
  }
  gameChanged = countUp(gameDigits, gameLength);
  if (gameChanged > gameLength) gameLength++;
}

function copyRow(own: usize, score: i32, level: i32, hits: i32): void {
  let number: u32 = 0;
  for (let i = 0; i < rowLength; i++) number = addByte(number, load<u8>(rowDigits + i));
  let afterKnown: usize = 0;
  let numberAfter: u32 = 0;
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
    if (isLikeBefore(reference)) {
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
    if (table != afterKnown) {
      numberAfter = moveOn(table, number);
      afterKnown = table;
    }
    crc = moveOn(wholeTable(reference), crc) ^ textsCrc(reference) ^ numberAfter;
    const goesOn = !isLikeBefore(reference);
    if (i == 0) continue;
    if (i == 1) copyGameNumber(distance);
    else if (i < numbers + 2) spellNumber(own, i - 2);
    else if (i == numbers + 2) repeatOrSpell(scoreText(score), goesOn && score == scoreBefore, distance);
    else if (i == numbers + 3) repeatOrSpell(levelText(level), goesOn && level == levelBefore, distance);
    else repeatOrSpell(hitsText(hits), goesOn && hits == hitsBefore, distance);
  }
  copy(endLength, position - endStart);
  endStart = position;
  position += endLength;
  crc = moveOn(endTable, crc) ^ endCrc;
}

/** The game's number follows its cell's text, which was copied from the row before: so are the digits that stay. */
function copyGameNumber(distance: i32): void {
  const same = gameLength - gameChanged;
  // With a digit more, or all changed, nothing stays.
  if (same > 0) copy(same, distance);
  for (let i = 0; i < gameLength; i++) {
    const digit = load<u8>(gameDigits + i);
    if (i >= same) literal(digit);
    crc = addByte(crc, digit);
  }
  position += gameLength;
}

function spellNumber(own: usize, index: i32): void {
  const number = <i32>load<u8>(own + index);
  const text = index < labelled ? labelText(number) : numberText(number);
  const length = text >>> 24;
  if (length == 0) unreachable();
  let characters = text;
  for (let i: u32 = 0; i < length; i++, characters >>= 8) spell(characters & 0xff);
}

function repeatOrSpell(text: u64, repeats: bool, distance: i32): void {
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

function spellRow(own: usize, score: i32, level: i32, hits: i32): void {
  for (let i = 0; i < references; i++) {
    const reference = referenceAt(i);
    store<i32>(starts + (<usize>i << 2), position);
    spellText(beforeText(reference), beforeLength(reference));
    spellText(rowDigits, rowLength);
    if (row == FIRST_ROW && i == references - 1) spellText(firstText, firstLength);
    else spellText(afterText(reference), afterLength(reference));
    if (i == 0) continue;
    if (i == 1) spellText(gameDigits, gameLength);
    else if (i < numbers + 2) spellNumber(own, i - 2);
    else if (i == numbers + 2) repeatOrSpell(scoreText(score), false, 0);
    else if (i == numbers + 3) repeatOrSpell(levelText(level), false, 0);
    else repeatOrSpell(hitsText(hits), false, 0);
  }
  endStart = position;
  spellText(endText, endLength);
}

function spellText(text: usize, length: i32): void {
  for (let i = 0; i < length; i++) spell(load<u8>(text + i));
}

// @ts-ignore: decorator
@inline
function spell(character: u32): void {
  literal(character);
  crc = addByte(crc, character);
  position++;
}

function hitsText(hits: i32): u64 {
  const text = <u64>numberText(hits);
  return (text & 0xff_ffff) | ((text >>> 24) << 56);
}

/** Numbers of the game that were drawn; of several draws, in the best one. */
function hitsOf(own: usize): i32 {
  let best = 0;
  for (let draw = 0; draw < draws; draw++) {
    const drawn = drawnAddress + <usize>(draw * (MAX_NUMBER + 1));
    let hits = 0;
    for (let i = 0; i < labelled; i++) hits += <i32>load<u8>(drawn + load<u8>(own + i));
    best = max(best, hits);
  }
  return best;
}
