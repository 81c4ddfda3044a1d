/** Sizes of the static buffers, and codes. The module exports them, so that the caller's values cannot drift. */

/** Maximum universe size: numbers are 1 to MAX_UNIVERSE. */
export const MAX_UNIVERSE: i32 = 128;
/** Maximum number of numbers per game. */
export const MAX_PICKS: i32 = 63;
/** Maximum number of extras per game, and maximum size of the pool of extras. */
export const MAX_EXTRA_PICKS: i32 = 8;
export const MAX_EXTRA_UNIVERSE: i32 = 128;
/** Maximum number of games per call of `generate`. */
export const MAX_BATCH: i32 = 5_000;
/** Maximum number of rules, and of the conditions of all rules together. */
export const MAX_RULES: i32 = 96;
export const MAX_CONDITIONS: i32 = 512;
export const MAX_SCORE_TERMS: i32 = 32;
/** Maximum number of entries in the table of a score term. */
export const MAX_SCORE_TABLE: i32 = 6_144;
/** Maximum number of past draws, and of numbers per draw. */
export const MAX_DRAWS: i32 = 16_384;
export const MAX_DRAW_SIZE: i32 = 63;
/** Maximum number of earlier games that a WINDOW condition looks at. */
export const MAX_WINDOW: i32 = 1_024;
/** Maximum number of earlier games that PAIRS, TRIPLES and SAME_FIRST conditions look at. */
export const MAX_SUBSET_WINDOW: i32 = 8_192;

// Levels, as in the proto.
export const LEVEL_STRICT: i32 = 1;
export const LEVEL_MINIMAL: i32 = 4;

// Kinds of conditions, as in the proto.
export const CONDITION_COUNT: i32 = 1;
export const CONDITION_LONGEST_RUN: i32 = 2;
export const CONDITION_HISTORY: i32 = 3;
export const CONDITION_WINDOW: i32 = 4;
export const CONDITION_SUM: i32 = 5;
export const CONDITION_SPAN: i32 = 6;
export const CONDITION_RUNS: i32 = 7;
export const CONDITION_ADJACENT_PAIRS: i32 = 8;
export const CONDITION_SMALLEST_GAP: i32 = 9;
export const CONDITION_LARGEST_GAP: i32 = 10;
export const CONDITION_AC: i32 = 11;
export const CONDITION_FIRST: i32 = 12;
export const CONDITION_LAST: i32 = 13;
export const CONDITION_NUMBER_AT: i32 = 14;
export const CONDITION_DIGIT_SUM: i32 = 15;
export const CONDITION_DEVIATION: i32 = 16;
export const CONDITION_PAIRS: i32 = 17;
export const CONDITION_TRIPLES: i32 = 18;
export const CONDITION_SCORE: i32 = 19;
export const CONDITION_WEIGHTING: i32 = 20;
export const CONDITION_QUOTIENTS: i32 = 21;
export const CONDITION_REMAINDERS: i32 = 22;
export const CONDITION_SAME_FIRST: i32 = 23;
export const CONDITION_POPULARITY: i32 = 24;

// Kinds of score terms, as in the proto.
export const SCORE_COUNT: i32 = 1;
export const SCORE_SUM: i32 = 2;
export const SCORE_NUMBERS: i32 = 3;

// Why `generate` stopped.
/** The budget of candidates is used up. Call `generate` again to continue. */
export const STOP_BUDGET: i32 = 0;
/** The wanted games were generated. */
export const STOP_GAMES: i32 = 1;
/** Every index of the chunk was visited. */
export const STOP_EXHAUSTED: i32 = 2;
/** Too many consecutive attempts failed. */
export const STOP_GAVE_UP: i32 = 3;
