import type { Level } from './level.js';

/** Whether a window of earlier games spans the whole job, or starts anew in each chunk. */
export type WindowScope = 'JOB' | 'CHUNK';

/** The measures of conditions. The proto and the core use the same names. */
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
  'POPULARITY',
] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

/** The bound min ≤ measure ≤ max, or its opposite if negated. */
export interface Condition {
  kind: ConditionKind;
  min: number;
  max: number;
  negated: boolean;
  /** How the condition is joined to the next condition of its rule. A run of joined conditions is a clause. */
  join?: 'AND' | 'OR';
  /** The set of numbers: bit n - 1 stands for number n. 0 for kinds without a set. */
  mask: bigint;
  /**
   * HISTORY: the number of draws, 0 for all. WINDOW, PAIRS, TRIPLES, SAME_FIRST: the number of earlier games. NUMBER_AT: a position from 1.
   * QUOTIENTS, REMAINDERS: 2 × divisor + shift. Other kinds: 0.
   */
  operand: number;
}

/** A rule as the core reads it. The rule holds if at least `least` of its clauses hold. */
export interface CoreRule {
  /** The last level on which the rule holds; MINIMAL: every level. */
  through: Level;
  least: number;
  conditions: Condition[];
}

export const SCORE_KINDS = ['COUNT', 'SUM', 'NUMBERS'] as const;

/**
 * A score term, in 1/65,536 of a hundredth of a point. COUNT: table[|game ∩ mask|]. SUM: table[sum − first]. NUMBERS: base plus table[n − 1] for
 * each number n of the game, clamped to 0 and most.
 */
export interface ScoreTerm {
  kind: (typeof SCORE_KINDS)[number];
  mask: bigint;
  first: number;
  base: bigint;
  most: bigint;
  table: number[];
}

/** A ticket made of columns of `size` consecutive numbers. A game has `least` to `most` numbers in each column. */
export interface TicketColumns {
  size: number;
  least: number;
  most: number;
}

/** A resolved spec, compiled for the core. The games of chunk j are a pure function of (program, order j). */
export interface Program {
  universeSize: number;
  picks: number;
  /** The numbers from which candidates are made, ascending. */
  freeNumbers: Uint8Array;
  /** The numbers that every game contains, ascending. */
  fixedNumbers: Uint8Array;
  columns: TicketColumns | undefined;
  /** The extras from which candidates are made, ascending. */
  extraNumbers: Uint8Array;
  extraPicks: number;
  /**
   * The value of each number for the measures of shapes, from number 1 on, 0 to 255: what the ticket prints, such as a digit. Empty: each number
   * is its own value.
   */
  values: Uint8Array;
  seed: bigint;
  chunkCount: number;
  /** The rules, in the order in which they are checked. */
  rules: CoreRule[];
  scoreTerms: ScoreTerm[];
  /** What POPULARITY conditions measure: a NUMBERS term, in which 100 points are the most popular. Undefined: no such condition. */
  popularity: ScoreTerm | undefined;
  /** A factor, then one weight per number: the chance of accepting a candidate is their product. Empty: no weighting. */
  numberWeights: number[];
  /** Past draws, newest first, drawSize bytes each. */
  draws: Uint8Array;
  drawSize: number;
  /** How many earlier games the rules look at. 0: none. */
  window: number;
  /** JOB: a chunk's window continues from the previous chunk. */
  windowScope: WindowScope;
  /** Consecutive failed attempts after which a chunk ends as GAVE_UP. 0: never. */
  giveUpAttempts: number;
}

/** Maximum number of games per order, and so per chunk. */
export const MAX_ORDER_GAMES = 100_000;

/** A request for games of one chunk. */
export interface ChunkOrder {
  chunk: number;
  /** Games to generate, 1 to {@link MAX_ORDER_GAMES}. */
  quantity: number;
  /** How many indices of the chunk were visited before. */
  cursor: bigint;
}

export type ChunkOutcome = 'COMPLETE' | 'EXHAUSTED' | 'GAVE_UP';

export interface ChunkReport {
  chunk: number;
  outcome: ChunkOutcome;
  games: number;
  /** How many indices of the chunk were visited, to continue from here. */
  cursor: bigint;
  /** Rejections by rule, in the order of the program's rules. */
  rejections: number[];
  /** Games accepted on STRICT, NORMAL, RELAXED, MINIMAL. */
  gamesByLevel: number[];
}

/** Returns true if each chunk's window starts with the last games of the previous chunk. Such chunks run one after the other. */
export function chunksAreChained(program: Pick<Program, 'window' | 'windowScope'>): boolean {
  return program.window > 0 && program.windowScope === 'JOB';
}

/** Counts the clauses of a rule. */
export function clausesOf(conditions: readonly Condition[]): number {
  return conditions.filter(({ join }) => join === undefined).length;
}

/** The kinds of conditions that look at earlier games. Their operand is the count of these games. */
export const LOOKING_BACK: readonly ConditionKind[] = ['WINDOW', 'PAIRS', 'TRIPLES', 'SAME_FIRST'];
