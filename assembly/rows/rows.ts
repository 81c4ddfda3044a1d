/**
 * Games to compressed rows of a sheet. The caller fills the buffers (see buffers.ts), then calls `setLayout`, `startBlock`, and
 * `encode` until all games of the input are taken; each call writes raw deflate data that joins what the one before wrote.
 */

import { prepareCrc } from './crc32';
import { writeBlock } from './deflate';
import { takeLayout } from './layout';
import { LEVELS, MAX_DRAWS, MAX_GAMES, MAX_NUMBERS, MAX_ROW_BYTES, MAX_TEXT_BYTES } from './limits';
import { addRow, crcOfRows, lengthOfRows, startRows } from './row';
import { endTokens, prepareTokens, startTokens, tokensLeft } from './tokens';
import { prepareValues } from './values';

export {
  drawnAddress,
  labelsAddress,
  levelsAddress,
  levelTextsAddress,
  numbersAddress,
  outAddress,
  scoresAddress,
  textEndsAddress,
  textsAddress,
} from './buffers';
export { LEVELS, MAX_DRAWS, MAX_GAMES, MAX_NUMBER, MAX_NUMBERS, MAX_TEXT_BYTES } from './limits';

prepareCrc();
prepareTokens();
prepareValues();

let bytesWritten: i32 = 0;

/** Says how rows look: texts, labels, levels and draws come from their buffers. False when out of limits. */
export function setLayout(numbers: i32, labelled: i32, draws: i32): bool {
  if (numbers < 1 || numbers > MAX_NUMBERS || labelled < 0 || labelled > numbers || draws < 0 || draws > MAX_DRAWS) return false;
  return takeLayout(numbers, labelled, draws);
}

/** Starts a block of rows whose first one is row `row` of the sheet and game `game`. */
export function startBlock(row: i32, game: i32): void {
  startRows(row, game);
}

/** Takes games of the input from `from` to before `end`, as many as fit one deflate block; returns where the next one goes on. */
export function encode(from: i32, end: i32): i32 {
  startTokens();
  let game = from;
  // A row has fewer tokens than bytes; the first one of a sheet has the formula, too.
  for (; game < end && tokensLeft() > MAX_ROW_BYTES + MAX_TEXT_BYTES; game++) addRow(game);
  bytesWritten = writeBlock(endTokens());
  return game;
}

/** Bytes the last `encode` wrote to the out buffer. */
export function written(): i32 {
  return bytesWritten;
}

/** CRC-32 and length of the XML of the block so far. */
export function crc(): u32 {
  return crcOfRows();
}

export function length(): i32 {
  return lengthOfRows();
}
