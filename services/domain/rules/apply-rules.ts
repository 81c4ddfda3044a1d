import type { Condition, CoreRule } from '../../core/program.js';
import type { AppliedRule, RuleGroup, RuleSetting, Spec } from '../game-spec/spec.js';
import { resultsOf } from '../lotteries/draw-frequencies.js';
import { findRule, RULES } from './catalogue.js';
import { isOnByDefault } from './default-rules.js';
import { defaultBoundsOf, parametersOf, type Rule, type RuleContext } from './rule.js';

/** The id of a group of rules in reports. */
export const GROUP_ID = 'at-least';

/** The fields of a spec that decide its rules. */
export type RuledSpec = Pick<Spec, 'constraints' | 'ruleSettings' | 'ruleGroups' | 'weighting' | 'minScore'>;

/** Returns the rules that a spec applies, for people and for the core, in the order in which they are checked. */
export function applyRules(context: RuleContext, spec: RuledSpec): { applied: AppliedRule[]; core: CoreRule[] } {
  const applied: AppliedRule[] = [];
  const core: CoreRule[] = [];
  for (const rule of RULES) {
    for (const row of applications(rule, context, spec)) {
      applied.push(row);
      core.push(toCoreRule(rule, row, context, spec));
    }
  }
  for (const group of spec.ruleGroups) {
    const row = groupOf(group, context);
    const conditions = row.members.flatMap((member) => asClause(toCoreRule(memberRule(member.id), member, context, spec)));
    applied.push(row);
    core.push({ through: row.through, least: group.atLeast, conditions });
  }
  return { applied, core };
}

/** Returns the settings that give the same rules whatever the defaults are: every rule that is on, and every default rule that was turned off. */
export function explicitSettings(context: RuleContext, settings: RuleSetting[]): RuleSetting[] {
  return RULES.filter(({ setBy }) => !setBy).flatMap((rule): RuleSetting[] => {
    const own = settings.filter(({ id }) => id === rule.id);
    if (own.some(({ enabled }) => !enabled)) return [{ ...own[0], enabled: false, min: undefined, max: undefined }];
    return applicationsBySetting(rule, context, own).map(({ id, min, max, negated, numbers, argument, window }) => ({
      id,
      enabled: true,
      min,
      max,
      negated,
      numbers,
      argument: rule.argument ? argument : undefined,
      window: rule.window ? window : undefined,
    }));
  });
}

/** Returns true for the relaxed copy of a rule. A game that breaks the copy also breaks the rule itself. */
export function isRelaxedCopy({ id, through }: AppliedRule): boolean {
  return through === 'RELAXED' && findRule(id)?.relaxes === true;
}

/** Returns a mask with bit n - 1 set for each number n. */
export function maskOf(numbers: readonly number[]): bigint {
  return numbers.reduce((mask, number) => mask | (1n << BigInt(number - 1)), 0n);
}

/** Returns the applications of a rule: none, one, or one per setting of a repeatable rule. */
function applications(rule: Rule, context: RuleContext, spec: RuledSpec): AppliedRule[] {
  const own = spec.ruleSettings.filter(({ id }) => id === rule.id);
  const rows = [...applicationsByField(rule, context, spec), ...(rule.setBy ? [] : applicationsBySetting(rule, context, own))];
  if (!rule.relaxes) return rows;
  // A larger upper bound makes a negated rule stricter, so that a negated rule has no relaxed copy.
  return rows.flatMap((row) => (row.negated ? [row] : [row, { ...row, max: row.max + 1, through: 'RELAXED' }]));
}

/** Returns the applications by settings, or by default without any setting. */
function applicationsBySetting(rule: Rule, context: RuleContext, settings: RuleSetting[]): AppliedRule[] {
  if (settings.length > 0) return settings.filter(({ enabled }) => enabled).map((setting) => applicationOf(rule, context, setting));
  return isOnByDefault(rule, context) ? [applicationOf(rule, context, {})] : [];
}

/** Returns the applications by other fields of the spec. */
function applicationsByField(rule: Rule, context: RuleContext, { constraints, weighting, minScore }: RuledSpec): AppliedRule[] {
  const bounded = (min: number | undefined, max: number | undefined, window?: number) =>
    min === undefined && max === undefined ? [] : [applicationOf(rule, context, { min, max, window })];
  switch (rule.id) {
    case 'odd':
      return bounded(constraints.minOdd, constraints.maxOdd);
    case 'even':
      return bounded(constraints.minEven, constraints.maxEven);
    case 'repetition':
      return bounded(constraints.minRepetition, constraints.maxRepetition, constraints.window);
    case 'weighting':
      return weighting === 'UNIFORM' ? [] : bounded(1, 1);
    case 'score':
      return bounded(minScore, undefined);
    default:
      return [];
  }
}

function applicationOf(rule: Rule, context: RuleContext, setting: Partial<RuleSetting>): AppliedRule {
  const defaults = defaultBoundsOf(rule, context);
  const { numbers, argument, window } = parametersOf(rule, context, setting);
  return {
    id: rule.id,
    through: rule.through,
    min: setting.min ?? defaults.min,
    max: setting.max ?? defaults.max,
    negated: setting.negated ?? false,
    numbers: [...numbers],
    argument,
    window,
    members: [],
  };
}

function groupOf({ atLeast, rules }: RuleGroup, context: RuleContext): AppliedRule {
  const members = rules.map((setting) => applicationOf(memberRule(setting.id), context, setting));
  return {
    id: GROUP_ID,
    through: 'MINIMAL',
    min: atLeast,
    max: members.length,
    negated: false,
    numbers: [],
    argument: 0,
    window: 0,
    members,
  };
}

/** Finds the rule of a member. resolveSpec has checked that the rule exists. */
function memberRule(id: string): Rule {
  const rule = findRule(id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
}

/** Compiles a rule: every set must be within the bounds. Negated: at least one set must be outside. */
function toCoreRule(rule: Rule, row: AppliedRule, context: RuleContext, spec: RuledSpec): CoreRule {
  const { min, max, through, negated } = row;
  const sets = rule.ownNumbers ? [row.numbers] : (rule.sets?.(context, row) ?? [[]]);
  const operand = operandOf(rule, row, context, spec);
  return {
    through,
    least: negated ? 1 : sets.length,
    conditions: sets.map((set): Condition => ({ kind: rule.kind, negated, mask: maskOf(set), min, max, operand })),
  };
}

/** Joins the conditions of a rule to one clause of a group: with AND if all must hold, else with OR. */
function asClause({ least, conditions }: CoreRule): Condition[] {
  const join = least === conditions.length ? 'AND' : 'OR';
  return conditions.map((condition, i) => (i < conditions.length - 1 ? { ...condition, join } : condition));
}

function operandOf(rule: Rule, { argument, window }: AppliedRule, context: RuleContext, { constraints }: RuledSpec): number {
  switch (rule.kind) {
    case 'NUMBER_AT':
      return argument;
    case 'HISTORY':
      // 0 stands for all draws, which the core judges in one pass. The window counts results, the operand draws.
      return window === resultsOf(context.draws, context.lottery.drawsPerResult).length ? 0 : window * context.lottery.drawsPerResult;
    case 'WINDOW':
      return constraints.window;
    case 'PAIRS':
    case 'TRIPLES':
    case 'SAME_FIRST':
      // The window counts the judged game; the operand counts earlier games.
      return window - 1;
    case 'QUOTIENTS':
    case 'REMAINDERS': {
      const { divisor, shift } = rule.parts?.(context) ?? { divisor: 1, shift: 0 };
      return 2 * divisor + shift;
    }
    default:
      return 0;
  }
}
