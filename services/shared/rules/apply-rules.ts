import type { CoreRule } from '../core/program.js';
import type { AppliedRule, Constraints, RuleSetting } from '../games/spec.js';
import { RULES } from './catalogue.js';
import type { Bounds, Rule, RuleContext } from './rule.js';

/** The rules a spec applies, for people and for the core, in the order they are checked. */
export function applyRules(
  context: RuleContext,
  constraints: Constraints,
  settings: RuleSetting[],
): { applied: AppliedRule[]; core: CoreRule[] } {
  const applied: AppliedRule[] = [];
  const core: CoreRule[] = [];
  for (const rule of RULES) {
    const bounds = appliedBounds(rule, context, constraints, settings);
    if (!bounds) continue;
    const row = { ...bounds, through: rule.through };
    applied.push({ id: rule.id, ...row });
    core.push({ kind: rule.kind, mask: maskOf(rule.set?.(context) ?? []), ...row });
  }
  return { applied, core };
}

/** Bit n - 1 for number n. */
export function maskOf(numbers: readonly number[]): bigint {
  return numbers.reduce((mask, number) => mask | (1n << BigInt(number - 1)), 0n);
}

/** The bounds a rule is applied with; undefined when it is off. */
function appliedBounds(rule: Rule, context: RuleContext, constraints: Constraints, settings: RuleSetting[]): Bounds | undefined {
  const defaults = rule.bounds(context);
  if (rule.byConstraint) {
    const [min, max] = constraintBounds(rule.id, constraints);
    return min === undefined && max === undefined ? undefined : { min: min ?? defaults.min, max: max ?? defaults.max };
  }
  const setting = settings.find(({ id }) => id === rule.id);
  if (!(setting ? setting.enabled : rule.on(context))) return undefined;
  return { min: setting?.min ?? defaults.min, max: setting?.max ?? defaults.max };
}

function constraintBounds(id: string, constraints: Constraints): [number | undefined, number | undefined] {
  if (id === 'odd') return [constraints.minOdd, constraints.maxOdd];
  if (id === 'even') return [constraints.minEven, constraints.maxEven];
  return [constraints.minRepetition, constraints.maxRepetition];
}
