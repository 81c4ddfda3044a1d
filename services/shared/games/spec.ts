import type { Lottery } from '../lotteries/lottery.js';
import type { Level } from './level.js';

export type WindowScope = 'JOB' | 'CHUNK';

/** What the caller asks of every game; every default filled in. */
export interface Constraints {
  /** Ascending. */
  fixedNumbers: number[];
  /** Ascending; empty: the whole universe. */
  poolNumbers: number[];
  /** Ascending. */
  excludedNumbers: number[];
  minOdd: number | undefined;
  maxOdd: number | undefined;
  minEven: number | undefined;
  maxEven: number | undefined;
  /** Undefined together: no repetition rule. */
  minRepetition: number | undefined;
  maxRepetition: number | undefined;
  /** Games the repetition bounds look back at. */
  window: number;
  windowScope: WindowScope;
}

/** A catalogue rule as a job applies it. */
export interface AppliedRule {
  id: string;
  min: number;
  max: number;
  /** Last level the rule holds through; MINIMAL: always. */
  through: Level;
  /** The measure must be outside of the bounds instead. */
  negated: boolean;
  /** The caller's own numbers, of rules that count them; else empty. */
  numbers: number[];
  /** Of a group: its rules, of which `min` must hold. */
  members?: AppliedRule[];
}

/** Everything that decides the games, resolved: checked, and every default filled in. */
export interface Spec {
  lottery: Lottery;
  picks: number;
  quantity: number;
  constraints: Constraints;
  /** Settings of catalogue rules that differ from the defaults, as the caller gave them. */
  ruleSettings: RuleSetting[];
  ruleGroups: RuleGroup[];
  seed: bigint;
  chunkSize: number;
  /** Empty: no history, the history rules are off. */
  historyVersion: string;
}

/** Rules of which at least so many hold. */
export interface RuleGroup {
  atLeast: number;
  rules: RuleSetting[];
}

export interface RuleSetting {
  id: string;
  enabled: boolean;
  min: number | undefined;
  max: number | undefined;
  negated: boolean;
  /** Ascending. */
  numbers: number[];
}
