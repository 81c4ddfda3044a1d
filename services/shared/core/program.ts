import { createHash } from 'node:crypto';
import { levelCode } from '../games/level.js';
import type { AppliedRule, WindowScope } from '../games/spec.js';

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
] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

/** min ≤ measure ≤ max, or the opposite when negated. */
export interface Condition extends Pick<AppliedRule, 'min' | 'max'> {
  kind: ConditionKind;
  negated: boolean;
  /** Bit n - 1 for number n; 0 for kinds that need no set. */
  mask: bigint;
}

/** A rule as the core reads it: at least `least` of its conditions hold. */
export interface CoreRule extends Pick<AppliedRule, 'through'> {
  least: number;
  conditions: Condition[];
}

/** weights[|game ∩ mask|], picks + 1 entries in 1/65,536 of a hundredth of a point. */
export interface ScoreTerm {
  mask: bigint;
  weights: number[];
}

/** A resolved spec, compiled to what the core reads. Chunk j's games are a pure function of (program, order j). */
export interface Program {
  universeSize: number;
  picks: number;
  /** Ascending numbers candidates are made of. */
  freeNumbers: Uint8Array;
  /** Ascending numbers every game contains. */
  fixedNumbers: Uint8Array;
  seed: bigint;
  chunkCount: number;
  /** In the order they are checked. */
  rules: CoreRule[];
  scoreTerms: ScoreTerm[];
  /** Newest first, drawSize bytes a draw. */
  draws: Uint8Array;
  drawSize: number;
  /** Games the WINDOW rules look back at; 0: none. */
  window: number;
  /** Whether a chunk's window continues from the chunk before it. */
  windowScope: WindowScope;
  /** Consecutive failed attempts after which a chunk gives up; 0: never. */
  giveUpAttempts: number;
}

/** A part of a chunk's work. */
export interface ChunkOrder {
  chunk: number;
  /** Games wanted. */
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

/** Two programs with the same key generate the same games. */
export function programKey(program: Program): string {
  const { freeNumbers, fixedNumbers, draws, ...rest } = program;
  return createHash('sha256')
    .update(JSON.stringify({ ...rest, rules: rest.rules.map((rule) => ({ ...rule, through: levelCode(rule.through) })) }, bigintAsText))
    .update(freeNumbers)
    .update('/')
    .update(fixedNumbers)
    .update('/')
    .update(draws)
    .digest('hex');
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
