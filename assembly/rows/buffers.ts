/**
 * Static buffers; the caller finds them by these addresses.
 *
 *   texts         all texts of a row, one after the other (see layout.ts)
 *   text ends     i32 each: where a text ends
 *   labels        MAX_NUMBER + 1 × 4 bytes: what the sheet shows for a number: up to 3 characters, the last byte their count
 *   levels        LEVELS × 8 bytes: what the sheet holds for a level, STRICT first: up to 7 characters, the last byte their count
 *   drawn         MAX_DRAWS × (MAX_NUMBER + 1): 1 where a number was drawn
 *   numbers       MAX_GAMES games in     scores  u16 each     levels of games  u8 each
 *   out           raw deflate data
 */

import { LEVELS, MAX_DRAWS, MAX_GAMES, MAX_NUMBER, MAX_NUMBERS, MAX_REFERENCES, MAX_TEXT_BYTES, MAX_TOKENS } from './limits';

/** A token takes at most 15 + 5 + 15 + 10 bits; the code lengths and the end of a block take less than 1 KiB. */
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
