/**
 * Static buffers between the caller and the encoder. The addresses are exported.
 *
 *   texts         constant texts of a row, concatenated in the order of layout.ts
 *   text ends     one i32 for each text: offset of its end in `texts`
 *   labels        MAX_NUMBER + 1 entries of 4 bytes: up to 3 characters that the sheet shows for a number, then their count
 *   level texts   LEVELS entries of 8 bytes, STRICT first: up to 7 characters for a level, then their count
 *   drawn         MAX_DRAWS × (MAX_NUMBER + 1) bytes: 1 if the draw has the number
 *   numbers       MAX_GAMES games of u8 numbers
 *   scores        one u16 for each game: hundredths of a point
 *   levels        one u8 for each game: 1 to LEVELS
 *   out           raw deflate data that `encode` wrote
 */

import { LEVELS, MAX_DRAWS, MAX_GAMES, MAX_NUMBER, MAX_NUMBERS, MAX_REFERENCES, MAX_TEXT_BYTES, MAX_TOKENS } from './limits';

/** A token takes at most 15 + 5 + 15 + 10 bits. The code lengths and the end of a block together take less than 1 KiB. */
export const OUT_BYTES: i32 = MAX_TOKENS * 6 + 1_024;

export const textsAddress: usize = memory.data(MAX_TEXT_BYTES, 16);
export const textEndsAddress: usize = memory.data((2 * MAX_REFERENCES + 2) * 4, 16);
export const labelsAddress: usize = memory.data((MAX_NUMBER + 1) * 4, 16);
export const levelTextsAddress: usize = memory.data(LEVELS * 8, 16);
export const drawnAddress: usize = memory.data(MAX_DRAWS * (MAX_NUMBER + 1), 16);
export const numbersAddress: usize = memory.data(MAX_GAMES * MAX_NUMBERS, 16);
export const scoresAddress: usize = memory.data(MAX_GAMES * 2, 16);
export const levelsAddress: usize = memory.data(MAX_GAMES, 16);
export const outAddress: usize = memory.data(OUT_BYTES, 16);
