import type { Level } from './level.js';

/** Whether a window of earlier games spans the whole job, or starts anew in each chunk. */
export type WindowScope = 'JOB' | 'CHUNK';

/** What a condition measures of a game; the proto and the core have the same names. */
export const CONDITION_KINDS = [
  'COUNT',
  'LONGEST_RUN',
  'HISTORY',
  'WINDOW',
  'SUM',
  'SPAN',
  'RUNS',
  'ADJACENT_PAIRS',
  'SMALLEST_GAP',
  'LARGEST_GAP',
  'AC',
  'FIRST',
  'LAST',
  'NUMBER_AT',
  'DIGIT_SUM',
  'DEVIATION',
  'PAIRS',
  'TRIPLES',
  'SCORE',
  'WEIGHTING',
  'QUOTIENTS',
  'REMAINDERS',
  'SAME_FIRST',
] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

/** min ≤ measure ≤ max, or the opposite when negated. */
export interface Condition {
  kind: ConditionKind;
  min: number;
  max: number;
  negated: boolean;
  /** Joined to the next condition of the rule, and with it a clause. */
  join?: 'AND' | 'OR';
  /** Bit n - 1 for number n; 0 for kinds that need no set. */
  mask: bigint;
  /**
   * Draws (HISTORY; 0: all) or games (WINDOW, PAIRS, TRIPLES, SAME_FIRST) looked back at, a position (NUMBER_AT), 2 x divisor + shift
   * (QUOTIENTS, REMAINDERS); else 0.
   */
  operand: number;
}

/** A rule as the core reads it: at least `least` of its clauses hold; a clause is a condition or a run of joined ones. */
export interface CoreRule {
  /** The last level on which the rule holds; MINIMAL: every level. */
  through: Level;
  least: number;
  conditions: Condition[];
}

export const SCORE_KINDS = ['COUNT', 'SUM', 'NUMBERS'] as const;

/**
 * A score term in 1/65,536 of a hundredth of a point. COUNT: table[|game ∩ mask|]; SUM: table[sum − first]; NUMBERS: base + table[n − 1]
 * of each number n, kept within 0 and most.
 */
export interface ScoreTerm {
  kind: (typeof SCORE_KINDS)[number];
  mask: bigint;
  first: number;
  base: bigint;
  most: bigint;
  table: number[];
}

/** A ticket of columns of `size` consecutive numbers, of each of which a game has `least` to `most`. */
export interface TicketColumns {
  size: number;
  least: number;
  most: number;
}

/** A resolved spec, compiled to what the core reads. Chunk j's games are a pure function of (program, order j). */
export interface Program {
  universeSize: number;
  picks: number;
  /** Ascending numbers candidates are made of. */
  freeNumbers: Uint8Array;
  /** Ascending numbers every game contains. */
  fixedNumbers: Uint8Array;
  columns: TicketColumns | undefined;
  /** Ascending numbers of the pool of what goes with a game's numbers, and how many of them go. */
  extraNumbers: Uint8Array;
  extraPicks: number;
  seed: bigint;
  chunkCount: number;
  /** In the order they are checked. */
  rules: CoreRule[];
  scoreTerms: ScoreTerm[];
  /** A factor and the weight of each number of the universe: their product is the chance of accepting a candidate. Empty: no weighting. */
  numberWeights: number[];
  /** Newest first, drawSize bytes a draw. */
  draws: Uint8Array;
  drawSize: number;
  /** Earlier games the rules look back at; 0: none. */
  window: number;
  /** Whether a chunk's window continues from the chunk before it. */
  windowScope: WindowScope;
  /** Consecutive failed attempts after which a chunk gives up; 0: never. */
  giveUpAttempts: number;
}

/** Most games of one order, and so of one chunk. */
export const MAX_ORDER_GAMES = 100_000;

/** A part of a chunk's work. */
export interface ChunkOrder {
  chunk: number;
  /** Games wanted, 1 to {@link MAX_ORDER_GAMES}. */
  quantity: number;
  /** Indices of the chunk visited before. */
  cursor: bigint;
}

export type ChunkOutcome = 'COMPLETE' | 'EXHAUSTED' | 'GAVE_UP';

export interface ChunkReport {
  chunk: number;
  outcome: ChunkOutcome;
  games: number;
  /** Indices of the chunk visited so far, to continue from. */
  cursor: bigint;
  /** In the order of the program's rules. */
  rejections: number[];
  /** Games accepted on STRICT, NORMAL, RELAXED, MINIMAL. */
  gamesByLevel: number[];
}

/** Chunks depend on each other's games: each window starts with the last games of the chunk before. */
export function chunksAreChained(program: Pick<Program, 'window' | 'windowScope'>): boolean {
  return program.window > 0 && program.windowScope === 'JOB';
}

export function clausesOf(conditions: readonly Condition[]): number {
  return conditions.filter(({ join }) => join === undefined).length;
}

/** Kinds that look back at as many games as their operand says. */
export const LOOKING_BACK: readonly ConditionKind[] = ['WINDOW', 'PAIRS', 'TRIPLES', 'SAME_FIRST'];
