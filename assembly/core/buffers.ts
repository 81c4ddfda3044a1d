/**
 * The static buffers. The caller reads their addresses from the exports.
 *
 *   rules        MAX_RULES × 16 bytes     through i32 | conditions i32 | clauses i32 | least i32
 *   conditions   MAX_CONDITIONS × 40      kind i32 | flags i32 | min i32 | max i32 | operand i32 | mask lo u64 | mask hi u64
 *   score terms  MAX_SCORE_TERMS × 24,616 kind i32 | first i32 | base i64 | most i64 | mask lo u64 | mask hi u64 | table i32 × 6,144
 *   popularity   24,616 bytes              a score term: what POPULARITY conditions measure
 *   weights      (MAX_UNIVERSE + 1) × f64 a factor, then one weight per number; the chance of acceptance is their product
 *   values       MAX_UNIVERSE + 1 bytes   the value of each number for the measures of shapes; see `setValues`
 *   input        one byte per number: free, fixed and extra numbers; or draws; or one game
 *   numbers      MAX_BATCH games          picks bytes ascending, then the extras, ascending
 *   scores       MAX_BATCH × u16          hundredths of a point
 *   levels       MAX_BATCH × u8
 *   rejections   MAX_RULES × u64          candidates that this rule rejected
 *   verdicts     MAX_RULES × u8           1: the last judged game breaks the rule
 *
 * The conditions of a rule follow the conditions of the previous rule. A condition may be joined to the next condition; a run of joined
 * conditions is a clause. A rule holds if at least `least` of its clauses hold.
 *
 * Bit n - 1 of a 128-bit mask (lo, hi) stands for number n.
 */

import {
  MAX_BATCH,
  MAX_CONDITIONS,
  MAX_DRAW_SIZE,
  MAX_DRAWS,
  MAX_EXTRA_PICKS,
  MAX_PICKS,
  MAX_RULES,
  MAX_SCORE_TABLE,
  MAX_SCORE_TERMS,
  MAX_UNIVERSE,
} from './limits';

export const RULE_BYTES: i32 = 16;
export const RULE_THROUGH: i32 = 0;
export const RULE_CONDITIONS: i32 = 4;
export const RULE_CLAUSES: i32 = 8;
export const RULE_LEAST: i32 = 12;

export const CONDITION_BYTES: i32 = 40;
export const CONDITION_KIND: i32 = 0;
export const CONDITION_FLAGS: i32 = 4;
export const CONDITION_MIN: i32 = 8;
export const CONDITION_MAX: i32 = 12;
/** NEGATED: the measure must lie outside the bounds. AND, OR: how the condition is joined to the next condition. */
export const FLAG_NEGATED: i32 = 1;
export const FLAG_AND: i32 = 2;
export const FLAG_OR: i32 = 4;
export const CONDITION_OPERAND: i32 = 16;
export const CONDITION_MASK_LO: i32 = 24;
export const CONDITION_MASK_HI: i32 = 32;

export const SCORE_TERM_BYTES: i32 = 40 + MAX_SCORE_TABLE * 4;
export const SCORE_TERM_KIND: i32 = 0;
export const SCORE_TERM_FIRST: i32 = 4;
export const SCORE_TERM_BASE: i32 = 8;
export const SCORE_TERM_MOST: i32 = 16;
export const SCORE_TERM_MASK_LO: i32 = 24;
export const SCORE_TERM_MASK_HI: i32 = 32;
export const SCORE_TERM_TABLE: i32 = 40;

export const INPUT_BYTES: i32 = MAX_DRAWS * MAX_DRAW_SIZE;

export const rulesAddress: usize = memory.data(MAX_RULES * RULE_BYTES, 16);
export const conditionsAddress: usize = memory.data(MAX_CONDITIONS * CONDITION_BYTES, 16);
export const scoreTermsAddress: usize = memory.data(MAX_SCORE_TERMS * SCORE_TERM_BYTES, 16);
export const popularityAddress: usize = memory.data(SCORE_TERM_BYTES, 16);
export const weightsAddress: usize = memory.data((MAX_UNIVERSE + 1) * 8, 16);
export const valuesAddress: usize = memory.data(MAX_UNIVERSE + 1, 16);
export const inputAddress: usize = memory.data(INPUT_BYTES, 16);
export const numbersAddress: usize = memory.data(MAX_BATCH * (MAX_PICKS + MAX_EXTRA_PICKS), 16);
export const scoresAddress: usize = memory.data(MAX_BATCH * 2, 16);
export const levelsAddress: usize = memory.data(MAX_BATCH, 16);
export const rejectionsAddress: usize = memory.data(MAX_RULES * 8, 16);
export const verdictsAddress: usize = memory.data(MAX_RULES, 16);
