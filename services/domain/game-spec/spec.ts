import type { Level } from '../../core/level.js';
import type { WindowScope } from '../../core/program.js';
import type { Lottery } from '../lotteries/lottery.js';

/** What the caller asks of every game; every default filled in. */
export interface Constraints {
  /** Ascending. */
  fixedNumbers: number[];
  /** Ascending; empty: the whole universe. */
  poolNumbers: number[];
  /** Ascending. */
  excludedNumbers: number[];
  /** Of what goes with the numbers, what games may have; ascending. Empty: anything. */
  extraNumbers: number[];
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
  /** The rule's own argument and how far it looks back; 0 for rules that have none. */
  argument: number;
  window: number;
  /** Of a group: its rules, of which `min` must hold; else empty. */
  members: AppliedRule[];
}

/** How candidates are accepted by how often their numbers were drawn. */
export type Weighting = 'UNIFORM' | 'FREQUENCY' | 'BALANCED';

/** A term of the score. */
export interface ScoreSetting {
  id: string;
  /** Its share of the score, relative to the other terms: 0 to 100. */
  weight: number;
  /** What it is best at; undefined: the catalogue's. */
  ideal: number | undefined;
}

/** Everything that decides the games, resolved: checked, and every default filled in. */
export interface Spec {
  lottery: Lottery;
  picks: number;
  /** Extras per game; 0 when nothing goes with the numbers of the lottery. */
  extraPicks: number;
  quantity: number;
  constraints: Constraints;
  /** Every rule that is on, and every default that was turned off: independent of the defaults. */
  ruleSettings: RuleSetting[];
  ruleGroups: RuleGroup[];
  weighting: Weighting;
  scoreSettings: ScoreSetting[];
  /** Hundredths; undefined: any score will do. */
  minScore: number | undefined;
  /** Version of the popularity model; empty: none, the term is off. */
  popularityVersion: string;
  /** Valid candidates of which the best `quantity` are kept; undefined: the first `quantity` are. */
  bestOf: number | undefined;
  seed: bigint;
  chunkSize: number;
  /** Empty: no history, the history rules are off. */
  historyVersion: string;
  /** Version of the core that makes the games. */
  coreVersion: string;
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
  argument: number | undefined;
  window: number | undefined;
}
