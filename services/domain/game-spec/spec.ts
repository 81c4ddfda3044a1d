import type { Level } from '../../core/level.js';
import type { WindowScope } from '../../core/program.js';
import type { Lottery } from '../lotteries/lottery.js';

/** What the caller requires of every game, with every default filled in. */
export interface Constraints {
  /** Ascending. */
  fixedNumbers: number[];
  /** Ascending. Empty: all numbers. */
  poolNumbers: number[];
  /** Ascending. */
  excludedNumbers: number[];
  /** The extras that games may have, ascending. Empty: all extras. */
  extraNumbers: number[];
  minOdd: number | undefined;
  maxOdd: number | undefined;
  minEven: number | undefined;
  maxEven: number | undefined;
  /** If both bounds are undefined, the repetition rule is off. */
  minRepetition: number | undefined;
  maxRepetition: number | undefined;
  /** How many earlier games the repetition rule looks at. */
  window: number;
  windowScope: WindowScope;
}

/** A catalogue rule as a job applies it. */
export interface AppliedRule {
  id: string;
  min: number;
  max: number;
  /** The last level on which the rule holds. MINIMAL: the rule always holds. */
  through: Level;
  /** The measure must lie outside the bounds. */
  negated: boolean;
  /** The caller's own numbers that the rule counts. Empty for other rules. */
  numbers: number[];
  /** The rule's argument, and how many draws or games the rule looks at. 0 for rules without them. */
  argument: number;
  window: number;
  /** The members of a group, of which `min` must hold. Empty for other rules. */
  members: AppliedRule[];
}

/** How the past frequency of a candidate's numbers biases its acceptance. */
export type Weighting = 'UNIFORM' | 'FREQUENCY' | 'BALANCED';

/** A term of the score. */
export interface ScoreSetting {
  id: string;
  /** Weight relative to the other terms: 0 to 100. */
  weight: number;
  /** The value that scores 100 points. Undefined: the catalogue's. */
  ideal: number | undefined;
}

/** A resolved spec: everything that decides the games, checked, with every default filled in. */
export interface Spec {
  lottery: Lottery;
  picks: number;
  /** Extras per game. 0 for lotteries without extras. */
  extraPicks: number;
  quantity: number;
  constraints: Constraints;
  /** Every rule that is on, and every default rule that was turned off. The settings do not depend on the defaults. */
  ruleSettings: RuleSetting[];
  ruleGroups: RuleGroup[];
  weighting: Weighting;
  scoreSettings: ScoreSetting[];
  /** Least score in hundredths of a point. Undefined: no bound. */
  minScore: number | undefined;
  /** Version of the popularity model. Empty: no model, and the popularity term is off. */
  popularityVersion: string;
  /** How many valid games the best `quantity` are chosen from. Undefined: the first `quantity` valid games are kept. */
  bestOf: number | undefined;
  seed: bigint;
  chunkSize: number;
  /** Version of the draw history. Empty: no history, and the history rules are off. */
  historyVersion: string;
  /** Version of the core that makes the games. */
  coreVersion: string;
}

/** A group of rules of which at least `atLeast` must hold. */
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
