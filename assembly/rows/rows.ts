/**
 * Encodes games to compressed rows of a sheet. The caller fills the buffers (see buffers.ts), then calls `setLayout`, `startBlock`, and
 * `encode` until all games of the input are encoded. The raw deflate data of all calls is concatenated.
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

/** Sets the layout from the buffers of texts, labels, levels and draws. Returns false when it exceeds the limits. */
export function setLayout(numbers: i32, labelled: i32, draws: i32): bool {
  if (numbers < 1 || numbers > MAX_NUMBERS || labelled < 0 || labelled > numbers || draws < 0 || draws > MAX_DRAWS) return false;
  return takeLayout(numbers, labelled, draws);
}

/** Starts a block of rows. Its first row has number `row` on the sheet and game number `game`. */
export function startBlock(row: i32, game: i32): void {
  startRows(row, game);
}

/** Encodes games from `from` up to `end` (exclusive), as many as fit one deflate block. Returns the first game that does not fit. */
export function encode(from: i32, end: i32): i32 {
  startTokens();
  let game = from;
  // A row has fewer tokens than bytes. The first row of a sheet also has the formula.
  for (; game < end && tokensLeft() > MAX_ROW_BYTES + MAX_TEXT_BYTES; game++) addRow(game);
  bytesWritten = writeBlock(endTokens());
  return game;
}

/** Number of bytes that the last `encode` wrote to the out buffer. */
export function written(): i32 {
  return bytesWritten;
}

/** CRC-32 of the block's XML so far. */
export function crc(): u32 {
  return crcOfRows();
}

/** Length of the block's XML so far. */
export function length(): i32 {
  return lengthOfRows();
}
