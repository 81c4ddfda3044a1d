/**
 * Static buffers; the caller finds them by these addresses.
 *
 *   rules        MAX_RULES × 12 bytes     through i32 | conditions i32 | least i32
 *   conditions   MAX_CONDITIONS × 32      kind i32 | negated i32 | min i32 | max i32 | mask lo u64 | mask hi u64
 *   score terms  MAX_SCORE_TERMS × 272    mask lo u64 | mask hi u64 | weight u32 × 64
 *   input        numbers in, one byte each: free, then fixed numbers; draws; one game
 *   numbers      MAX_BATCH × picks bytes  games out, ascending inside a game
 *   scores       MAX_BATCH × u16          hundredths of a point
 *   levels       MAX_BATCH × u8
 *   rejections   MAX_RULES × u64          candidates whose first broken rule was this one
 *
 * The conditions of a rule follow those of the rule before it; a rule holds when at least `least` of its conditions do.
 *
 * Bit n - 1 of a 128-bit mask (lo, hi) stands for number n.
 */

import { MAX_BATCH, MAX_CONDITIONS, MAX_DRAW_SIZE, MAX_DRAWS, MAX_PICKS, MAX_RULES, MAX_SCORE_TERMS } from './limits';

export const RULE_BYTES: i32 = 12;
export const RULE_THROUGH: i32 = 0;
export const RULE_CONDITIONS: i32 = 4;
export const RULE_LEAST: i32 = 8;

export const CONDITION_BYTES: i32 = 32;
export const CONDITION_KIND: i32 = 0;
export const CONDITION_NEGATED: i32 = 4;
export const CONDITION_MIN: i32 = 8;
export const CONDITION_MAX: i32 = 12;
export const CONDITION_MASK_LO: i32 = 16;
export const CONDITION_MASK_HI: i32 = 24;

export const SCORE_TERM_BYTES: i32 = 272;
export const SCORE_TERM_MASK_LO: i32 = 0;
export const SCORE_TERM_MASK_HI: i32 = 8;
export const SCORE_TERM_WEIGHTS: i32 = 16;

export const INPUT_BYTES: i32 = MAX_DRAWS * MAX_DRAW_SIZE;

export const rulesAddress: usize = memory.data(MAX_RULES * RULE_BYTES, 16);
export const conditionsAddress: usize = memory.data(MAX_CONDITIONS * CONDITION_BYTES, 16);
export const scoreTermsAddress: usize = memory.data(MAX_SCORE_TERMS * SCORE_TERM_BYTES, 16);
export const inputAddress: usize = memory.data(INPUT_BYTES, 16);
export const numbersAddress: usize = memory.data(MAX_BATCH * MAX_PICKS, 16);
export const scoresAddress: usize = memory.data(MAX_BATCH * 2, 16);
export const levelsAddress: usize = memory.data(MAX_BATCH, 16);
export const rejectionsAddress: usize = memory.data(MAX_RULES * 8, 16);
