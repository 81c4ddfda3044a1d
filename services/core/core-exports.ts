/** The exports of assembly/core/core.ts, as WebAssembly presents them. */

type Constant = WebAssembly.Global;

export interface CoreExports {
  memory: WebAssembly.Memory;

  CORE_VERSION: Constant;
  MAX_UNIVERSE: Constant;
  MAX_PICKS: Constant;
  MAX_BATCH: Constant;
  MAX_RULES: Constant;
  MAX_CONDITIONS: Constant;
  MAX_SCORE_TERMS: Constant;
  MAX_SCORE_TABLE: Constant;
  MAX_EXTRA_PICKS: Constant;
  MAX_EXTRA_UNIVERSE: Constant;
  MAX_SUBSET_WINDOW: Constant;
  MAX_DRAWS: Constant;
  MAX_DRAW_SIZE: Constant;
  MAX_WINDOW: Constant;
  CONDITION_COUNT: Constant;
  CONDITION_LONGEST_RUN: Constant;
  CONDITION_HISTORY: Constant;
  CONDITION_WINDOW: Constant;
  CONDITION_SUM: Constant;
  CONDITION_SPAN: Constant;
  CONDITION_RUNS: Constant;
  CONDITION_ADJACENT_PAIRS: Constant;
  CONDITION_SMALLEST_GAP: Constant;
  CONDITION_LARGEST_GAP: Constant;
  CONDITION_AC: Constant;
  CONDITION_FIRST: Constant;
  CONDITION_LAST: Constant;
  CONDITION_NUMBER_AT: Constant;
  CONDITION_DIGIT_SUM: Constant;
  CONDITION_DEVIATION: Constant;
  CONDITION_PAIRS: Constant;
  CONDITION_TRIPLES: Constant;
  CONDITION_SCORE: Constant;
  CONDITION_WEIGHTING: Constant;
  CONDITION_QUOTIENTS: Constant;
  CONDITION_REMAINDERS: Constant;
  CONDITION_SAME_FIRST: Constant;
  CONDITION_POPULARITY: Constant;
  SCORE_COUNT: Constant;
  SCORE_SUM: Constant;
  SCORE_NUMBERS: Constant;
  STOP_BUDGET: Constant;
  STOP_GAMES: Constant;
  STOP_EXHAUSTED: Constant;
  STOP_GAVE_UP: Constant;

  rulesAddress: Constant;
  RULE_BYTES: Constant;
  RULE_THROUGH: Constant;
  RULE_CONDITIONS: Constant;
  RULE_CLAUSES: Constant;
  RULE_LEAST: Constant;
  conditionsAddress: Constant;
  CONDITION_BYTES: Constant;
  CONDITION_KIND: Constant;
  CONDITION_FLAGS: Constant;
  FLAG_NEGATED: Constant;
  FLAG_AND: Constant;
  FLAG_OR: Constant;
  CONDITION_MIN: Constant;
  CONDITION_MAX: Constant;
  CONDITION_OPERAND: Constant;
  CONDITION_MASK_LO: Constant;
  scoreTermsAddress: Constant;
  SCORE_TERM_BYTES: Constant;
  SCORE_TERM_KIND: Constant;
  SCORE_TERM_FIRST: Constant;
  SCORE_TERM_BASE: Constant;
  SCORE_TERM_MOST: Constant;
  SCORE_TERM_MASK_LO: Constant;
  SCORE_TERM_TABLE: Constant;
  popularityAddress: Constant;
  valuesAddress: Constant;
  weightsAddress: Constant;
  inputAddress: Constant;
  numbersAddress: Constant;
  scoresAddress: Constant;
  levelsAddress: Constant;
  rejectionsAddress: Constant;
  verdictsAddress: Constant;

  setCandidates(
    universe: number,
    picks: number,
    free: number,
    fixed: number,
    columnSize: number,
    columnLeast: number,
    columnMost: number,
    extraPool: number,
    extraPicks: number,
    seed: bigint,
  ): bigint;
  setRules(rules: number, terms: number, giveUpAttempts: number): number;
  setValues(given: number): void;
  setHistory(count: number, size: number): number;
  startChunk(chunk: number, chunkCount: number, cursor: bigint): void;
  seedGame(): void;
  generate(wanted: number, budget: number): number;
  generated(): number;
  survey(budget: number): number;
  cursor(): bigint;
  judge(level: number): number;
  verdicts(level: number): number;
  measure(index: number): number;
  rate(): number;
  candidateRank(index: bigint): bigint;
  writeGame(rank: bigint): void;
}
