import type { CoreRule } from '../core/program.js';
import type { AppliedRule, Constraints, RuleGroup, RuleSetting } from '../games/spec.js';
import { findRule, RULES } from './catalogue.js';
import { defaultsOf, type Rule, type RuleContext } from './rule.js';

/** What a group of rules is called where rules are. */
export const GROUP_ID = 'at-least';

/** The rules a spec applies, for people and for the core, in the order they are checked. */
export function applyRules(
  context: RuleContext,
  constraints: Constraints,
  settings: RuleSetting[],
  groups: RuleGroup[] = [],
): { applied: AppliedRule[]; core: CoreRule[] } {
  const applied: AppliedRule[] = [];
  const core: CoreRule[] = [];
  for (const rule of RULES) {
    for (const row of applications(rule, context, constraints, settings)) {
      applied.push(row);
      core.push(toCoreRule(rule, row, context));
    }
  }
  for (const group of groups) {
    const members = group.rules.map((setting) => applicationOf(memberRule(setting.id), context, setting));
    const conditions = members.flatMap((member) => toCoreRule(memberRule(member.id), member, context).conditions);
    applied.push({ id: GROUP_ID, through: 'MINIMAL', min: group.atLeast, max: members.length, negated: false, numbers: [], members });
    core.push({ through: 'MINIMAL', least: group.atLeast, conditions });
  }
  return { applied, core };
}

/** Bit n - 1 for number n. */
export function maskOf(numbers: readonly number[]): bigint {
  return numbers.reduce((mask, number) => mask | (1n << BigInt(number - 1)), 0n);
}

/** How a rule is applied: once, not at all, or once a setting when settings bring their own numbers. */
function applications(rule: Rule, context: RuleContext, constraints: Constraints, settings: RuleSetting[]): AppliedRule[] {
  const { id, through } = rule;
  const defaults = defaultsOf(rule, context);
  if (rule.byConstraint) {
    const [min, max] = constraintBounds(id, constraints);
    if (min === undefined && max === undefined) return [];
    return [{ id, through, min: min ?? defaults.min, max: max ?? defaults.max, negated: false, numbers: [] }];
  }
  const own = settings.filter((setting) => setting.id === id);
  if (own.length === 0) return defaults.on ? [{ id, through, min: defaults.min, max: defaults.max, negated: false, numbers: [] }] : [];
  return own.filter(({ enabled }) => enabled).map((setting) => applicationOf(rule, context, setting));
}

function applicationOf(rule: Rule, context: RuleContext, { min, max, negated, numbers }: RuleSetting): AppliedRule {
  const defaults = defaultsOf(rule, context);
  return { id: rule.id, through: rule.through, min: min ?? defaults.min, max: max ?? defaults.max, negated, numbers };
}

/** A member of a group was checked when the spec was resolved. */
function memberRule(id: string): Rule {
  const rule = findRule(id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
}

/** All sets within the bounds; negated: some set out of them. */
function toCoreRule(rule: Rule, { min, max, through, negated, numbers }: AppliedRule, context: RuleContext): CoreRule {
  const sets = rule.ownNumbers ? [numbers] : (rule.sets?.(context) ?? [[]]);
  return {
    through,
    least: negated ? 1 : sets.length,
    conditions: sets.map((set) => ({ kind: rule.kind, negated, mask: maskOf(set), min, max })),
  };
}

function constraintBounds(id: string, constraints: Constraints): [number | undefined, number | undefined] {
  if (id === 'odd') return [constraints.minOdd, constraints.maxOdd];
  if (id === 'even') return [constraints.minEven, constraints.maxEven];
  return [constraints.minRepetition, constraints.maxRepetition];
}
