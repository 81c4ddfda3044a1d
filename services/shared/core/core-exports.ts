/** What assembly/core.ts exports, as WebAssembly shows it. */

type Constant = WebAssembly.Global;

export interface CoreExports {
  memory: WebAssembly.Memory;

  CORE_VERSION: Constant;
  MAX_UNIVERSE: Constant;
  MAX_PICKS: Constant;
  MAX_BATCH: Constant;
  MAX_RULES: Constant;
  MAX_SCORE_TERMS: Constant;
  MAX_DRAWS: Constant;
  MAX_DRAW_SIZE: Constant;
  MAX_WINDOW: Constant;
  RULE_COUNT: Constant;
  RULE_LONGEST_RUN: Constant;
  RULE_HISTORY: Constant;
  RULE_WINDOW: Constant;
  STOP_BUDGET: Constant;
  STOP_GAMES: Constant;
  STOP_EXHAUSTED: Constant;
  STOP_GAVE_UP: Constant;

  rulesAddress: Constant;
  RULE_BYTES: Constant;
  RULE_KIND: Constant;
  RULE_THROUGH: Constant;
  RULE_MIN: Constant;
  RULE_MAX: Constant;
  RULE_MASK_LO: Constant;
  scoreTermsAddress: Constant;
  SCORE_TERM_BYTES: Constant;
  SCORE_TERM_MASK_LO: Constant;
  SCORE_TERM_WEIGHTS: Constant;
  inputAddress: Constant;
  numbersAddress: Constant;
  scoresAddress: Constant;
  levelsAddress: Constant;
  rejectionsAddress: Constant;

  configure(
    picks: number,
    free: number,
    fixed: number,
    rules: number,
    terms: number,
    window: number,
    giveUpAttempts: number,
    seed: bigint,
  ): bigint;
  setHistory(count: number, size: number): number;
  startChunk(chunk: number, chunkCount: number, cursor: bigint): void;
  seedWindow(): void;
  generate(wanted: number, budget: number): number;
  generated(): number;
  cursor(): bigint;
  judge(level: number): number;
  rate(): number;
  candidateRank(index: bigint): bigint;
  writeGame(rank: bigint): void;
}
