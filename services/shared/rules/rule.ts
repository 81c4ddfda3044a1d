import type { RuleKind } from '../core/program.js';
import type { Level } from '../games/level.js';
import type { Lottery } from '../lotteries/lottery.js';

/** What a rule may look at when its set and its default bounds are worked out. */
export interface RuleContext {
  lottery: Lottery;
  picks: number;
  /** Numbers of the past draws, newest first; empty without history. */
  draws: readonly (readonly number[])[];
}

export interface Bounds {
  min: number;
  max: number;
}

/**
 * One row of the catalogue. A rule bounds a count: `min ≤ count(game) ≤ max`. Rules that count numbers in a set name
 * the set; adding one is a row and never touches the core.
 */
export interface Rule {
  /** Stable: part of the API. */
  id: string;
  kind: RuleKind;
  title: { en: string; 'pt-BR': string };
  /** Last level the rule holds through; MINIMAL: always. */
  through: Level;
  /** When the rule is on without being named. */
  on: (context: RuleContext) => boolean;
  /** Means nothing without a draw history. */
  needsHistory?: boolean;
  /** Bounded by fields of `constraints` and not by a rule setting. */
  byConstraint?: boolean;
  /** The numbers counted; only for kind COUNT. */
  set?: (context: RuleContext) => readonly number[];
  bounds: (context: RuleContext) => Bounds;
}
