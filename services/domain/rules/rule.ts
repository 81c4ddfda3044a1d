import type { Level } from '../../core/level.js';
import type { ConditionKind } from '../../core/program.js';
import type { Draws } from '../lotteries/draw-frequencies.js';
import type { Lottery } from '../lotteries/lottery.js';

/** The input from which the sets and default bounds of a rule are computed. */
export interface RuleContext {
  lottery: Lottery;
  picks: number;
  /** The numbers of the past draws, newest first. Empty without a history. */
  draws: Draws;
  /** The popularity of numbers. Undefined without a fitted model. */
  popularity?: Readonly<{ effects: readonly number[] }> | undefined;
}

/** The parameters of a rule besides its bounds. */
export interface RuleParameters {
  /** The rule's own numbers; ascending. */
  numbers: readonly number[];
  /** The rule's own argument, such as how many hot numbers. */
  argument: number;
  /** How many draws or games the rule looks at. */
  window: number;
}

/** A text in each language. */
export type Title = Readonly<{ en: string; 'pt-BR': string }>;

/** The title, range and default of a rule's argument or window. */
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
 * One row of the catalogue. A rule bounds a measure: `min ≤ measure(game) ≤ max`. Rules that count numbers in sets define
 * the sets: adding such a rule is a row here and needs no change of the core.
 */
export interface Rule {
  /** Part of the API: must not change. */
  id: string;
  kind: ConditionKind;
  /** A function if lotteries have different words for what the rule measures. */
  title: Title | ((lottery: Lottery) => Title);
  /** The title on tickets of columns, where a rule measures digits. Undefined: the title of other tickets. */
  columnTitle?: Title;
  /** False if the rule means nothing on tickets of columns. */
  onColumns?: false;
  /** The last level on which the rule holds. MINIMAL: the rule always holds. */
  through: Level;
  /** Returns true if the rule is on by default. */
  on: (context: RuleContext) => boolean;
  /** The rule needs a draw history. */
  needsHistory?: boolean;
  /** The rule needs a fitted popularity model. */
  needsPopularity?: boolean;
  /** The field of the spec that sets the rule, for rules that no rule setting can set. */
  setBy?: string;
  /** The caller names the numbers to count. Such a rule may be set more than once. */
  ownNumbers?: boolean;
  /** The rule's argument. Such a rule may be set more than once. */
  argument?: Parameter;
  /** How many draws or games the rule looks at. Such a rule may be set more than once. */
  window?: Parameter;
  /** On the level after `through`, the rule still holds, with its upper bound raised by one. */
  relaxes?: boolean;
  /** The rule looks at earlier games of the job. */
  looksBack?: boolean;
  /** The sets of numbers to count, for the kind COUNT. The bounds hold for each set. */
  sets?: (context: RuleContext, parameters: RuleParameters) => readonly (readonly number[])[];
  /** The parts of the ticket, for the kinds QUOTIENTS and REMAINDERS: by (number − shift) / divisor. */
  parts?: (context: RuleContext) => { divisor: number; shift: 0 | 1 };
  /** The default bounds. If they equal `range`, a setting must give a bound. */
  bounds: (context: RuleContext) => Bounds;
  /** The possible values of the measure. Default: 0 to picks. */
  range?: (context: RuleContext) => Bounds;
}

/** Returns the title of a rule for a lottery. */
export function titleOf({ title, columnTitle }: Rule, lottery: Lottery): Title {
  if (lottery.columnSize !== undefined && columnTitle) return columnTitle;
  return typeof title === 'function' ? title(lottery) : title;
}

/** Returns true if a spec can name the rule: the rule measures something on the ticket, and a popularity model exists if the rule needs one. */
export function isAvailable(rule: Rule, context: RuleContext): boolean {
  return isMeaningful(rule, context.lottery) && (!rule.needsPopularity || context.popularity !== undefined);
}

/** Returns true if the rule measures something on the ticket of this lottery. */
export function isMeaningful({ onColumns }: Rule, { columnSize }: Lottery): boolean {
  return columnSize === undefined || onColumns !== false;
}

/** Returns the default bounds of a rule: the lottery's own, or the catalogue's. */
export function defaultBoundsOf(rule: Rule, context: RuleContext): Bounds {
  const own = context.lottery.rules[rule.id];
  const { min, max } = rule.bounds(context);
  return { min: own?.min ?? min, max: own?.max ?? max };
}

/** Returns the parameters of a rule, with defaults for the ones that are not given. */
export function parametersOf(rule: Rule, context: RuleContext, given: Partial<RuleParameters> = {}): RuleParameters {
  return {
    numbers: given.numbers ?? [],
    argument: given.argument ?? rule.argument?.default(context) ?? 0,
    window: given.window ?? rule.window?.default(context) ?? 0,
  };
}

/** Returns true if the rule may be set more than once. */
export function isRepeatable({ ownNumbers, argument, window, looksBack }: Rule): boolean {
  return Boolean(ownNumbers || argument || window) && !looksBack;
}

/** Returns the possible values of a rule's measure. */
export function rangeOf(rule: Rule, context: RuleContext): Bounds {
  return rule.range?.(context) ?? { min: 0, max: context.picks };
}
