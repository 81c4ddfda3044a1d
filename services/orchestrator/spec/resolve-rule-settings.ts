import type { RuleSetting } from '../../shared/games/spec.js';
import type { RuleSetting__Output } from '../../shared/grpc/generated/dezenas/v1/RuleSetting.js';
import { findRule, RULES } from '../../shared/rules/catalogue.js';
import type { Violations } from './violations.js';

/** The caller's changes to catalogue rules; what is wrong goes to `violations`. */
export function resolveRuleSettings(
  messages: RuleSetting__Output[],
  picks: number,
  hasHistory: boolean,
  violations: Violations,
): RuleSetting[] {
  const known = RULES.filter(({ byConstraint }) => !byConstraint).map(({ id }) => id);
  if (messages.length > known.length) {
    violations.add('spec.rules', `at most ${known.length} settings, one a rule, not ${messages.length}`);
    return [];
  }
  const seen = new Set<string>();
  for (const [i, { id, enabled, min, max }] of messages.entries()) {
    const path = `spec.rules[${i}]`;
    const rule = findRule(id);
    if (!rule) violations.add(`${path}.id`, `unknown rule; known: ${known.join(', ')}`);
    else if (rule.byConstraint) violations.add(`${path}.id`, `set ${constraintFields(id)} in spec.constraints instead`);
    else if (rule.needsHistory && (enabled ?? true) && !hasHistory) violations.add(`${path}.id`, `${id} needs an imported draw history`);
    if (seen.has(id)) violations.add(`${path}.id`, `${id} is there twice`);
    seen.add(id);
    if (min !== undefined) violations.checkRange(`${path}.min`, min, 0, picks);
    if (max !== undefined) violations.checkRange(`${path}.max`, max, 0, picks);
    if (min !== undefined && max !== undefined && min > max) violations.add(`${path}.min`, `must not be above max: ${min} > ${max}`);
    if (min !== undefined && min > 0 && rule?.kind === 'HISTORY') violations.add(`${path}.min`, 'this rule has only an upper bound');
  }
  return messages.map(({ id, enabled, min, max }) => ({ id, enabled: enabled ?? true, min, max }));
}

function constraintFields(id: string): string {
  return `min_${id} and max_${id}`;
}
