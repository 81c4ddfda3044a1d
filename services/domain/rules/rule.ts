import type { Level } from '../../core/level.js';
import type { ConditionKind } from '../../core/program.js';
import type { Draws } from '../lotteries/draw-frequencies.js';
import type { Lottery } from '../lotteries/lottery.js';

/** What a rule may look at when its sets and its default bounds are worked out. */
export interface RuleContext {
  lottery: Lottery;
  picks: number;
  /** Numbers of the past draws, newest first; empty without history. */
  draws: Draws;
}

/** What a caller may give a rule besides its bounds. */
export interface RuleParameters {
  /** The rule's own numbers; ascending. */
  numbers: readonly number[];
  /** The rule's own argument, such as how many hot numbers. */
  argument: number;
  /** Draws or games it looks back at. */
  window: number;
}

/** A parameter of a rule: its bounds, and what it is when left out. */
export interface Parameter {
  title: { en: string; 'pt-BR': string };
  range: (context: RuleContext) => Bounds;
  default: (context: RuleContext) => number;
}

export interface Bounds {
  min: number;
  max: number;
}

/**
 * One row of the catalogue. A rule bounds a measure: `min ≤ measure(game) ≤ max`. Rules that count numbers in sets name
 * the sets; adding one is a row and never touches the core.
 */
export interface Rule {
  /** Stable: part of the API. */
  id: string;
  kind: ConditionKind;
  title: { en: string; 'pt-BR': string };
  /** Last level the rule holds through; MINIMAL: always. */
  through: Level;
  /** When the rule is on without being named. */
  on: (context: RuleContext) => boolean;
  /** Means nothing without a draw history. */
  needsHistory?: boolean;
  /** Where it is set instead of by a rule setting: a path in the spec. */
  setBy?: string;
  /** The caller names the numbers that are counted, and may do so more than once. */
  ownNumbers?: boolean;
  /** Its own argument; such a rule may be given more than once. */
  argument?: Parameter;
  /** Draws or games it looks back at; such a rule may be given more than once. */
  window?: Parameter;
  /** A level further on, the rule goes on to hold with one more as its upper bound. */
  relaxes?: boolean;
  /** Looks at earlier games of the job. */
  looksBack?: boolean;
  /** The numbers counted; only for kind COUNT. Several sets: the bounds hold for each. */
  sets?: (context: RuleContext, parameters: RuleParameters) => readonly (readonly number[])[];
  /** Parts of the ticket that are told apart by dividing number − shift; only for kinds QUOTIENTS and REMAINDERS. */
  parts?: (context: RuleContext) => { divisor: number; shift: 0 | 1 };
  /** What the rule is applied with when a setting leaves a bound out; the same as `range`: a setting must give one. */
  bounds: (context: RuleContext) => Bounds;
  /** What the measure can be; default 0 to picks. */
  range?: (context: RuleContext) => Bounds;
}

/** Whether a rule is on without being named. */
export function isOnByDefault(rule: Rule, context: RuleContext): boolean {
  return rule.on(context) && (context.lottery.rules[rule.id]?.on ?? true);
}

/** The bounds of a rule that are not given: the catalogue's, or the lottery's own. */
export function defaultBoundsOf(rule: Rule, context: RuleContext): Bounds {
  const own = context.lottery.rules[rule.id];
  const { min, max } = rule.bounds(context);
  return { min: own?.min ?? min, max: own?.max ?? max };
}

/** The parameters of a rule as given, or its defaults. */
export function parametersOf(rule: Rule, context: RuleContext, given: Partial<RuleParameters> = {}): RuleParameters {
  return {
    numbers: given.numbers ?? [],
    argument: given.argument ?? rule.argument?.default(context) ?? 0,
    window: given.window ?? rule.window?.default(context) ?? 0,
  };
}

/** A rule that may be given more than once. */
export function isRepeatable({ ownNumbers, argument, window, looksBack }: Rule): boolean {
  return Boolean(ownNumbers || argument || window) && !looksBack;
}

/** What the measure of a rule can be. */
export function rangeOf(rule: Rule, context: RuleContext): Bounds {
  return rule.range?.(context) ?? { min: 0, max: context.picks };
}
