import type { RuleGroup, RuleSetting } from '../../domain/game-spec/spec.js';
import { toRuleSetting } from '../../domain/game-spec/spec-messages.js';
import { findRule, RULES } from '../../domain/rules/catalogue.js';
import { isOnByDefault } from '../../domain/rules/default-rules.js';
import { defaultBoundsOf, isAvailable, isMeaningful, isRepeatable, type Rule, type RuleContext, rangeOf } from '../../domain/rules/rule.js';
import type { RuleGroup__Output } from '../../shared/grpc/generated/dezenas/v1/RuleGroup.js';
import type { RuleSetting__Output } from '../../shared/grpc/generated/dezenas/v1/RuleSetting.js';
import type { Violations } from '../../shared/violations.js';
import { checkNumbers } from './resolve-constraints.js';

/** Settings per request of rules that are off by default. The core takes 96 rules in all. */
const MAX_SETTINGS = 64;
/** Draws that a history rule may look at, unless the rule looks at all draws. */
const MAX_HISTORY_WINDOW = 10_000;
const MAX_GROUPS = 16;
const MAX_GROUP_RULES = 16;

/** Checks the caller's settings of catalogue rules and fills in their defaults. Adds each wrong field to `violations`. */
export function resolveRuleSettings(messages: RuleSetting__Output[], context: RuleContext, violations: Violations): RuleSetting[] {
  const added = messages.filter(({ id }) => !isDefaultRule(id, context)).length;
  if (added > MAX_SETTINGS) {
    violations.add('spec.rules', `at most ${MAX_SETTINGS} settings of rules that are off by default, not ${added}`);
    return [];
  }
  if (messages.length > MAX_SETTINGS + RULES.length) {
    violations.add('spec.rules', `at most ${MAX_SETTINGS + RULES.length} settings, not ${messages.length}`);
    return [];
  }
  const seen = new Set<string>();
  for (const [i, message] of messages.entries()) {
    const path = `spec.rules[${i}]`;
    const rule = findRule(message.id);
    if (!rule) violations.add(`${path}.id`, `unknown rule; known: ${settableRules().join(', ')}`);
    else if (rule.setBy) violations.add(`${path}.id`, `set ${rule.setBy} instead`);
    if (seen.has(message.id) && !(rule && isRepeatable(rule))) violations.add(`${path}.id`, `duplicate rule ${message.id}`);
    seen.add(message.id);
    if (rule && !rule.setBy && (message.enabled ?? true)) checkSetting(path, rule, message, context, violations);
  }
  return messages.map(toRuleSetting);
}

/** Checks the caller's groups of rules and fills in their defaults. Adds each wrong field to `violations`. */
export function resolveRuleGroups(messages: RuleGroup__Output[], context: RuleContext, violations: Violations): RuleGroup[] {
  if (messages.length > MAX_GROUPS) {
    violations.add('spec.rule_groups', `at most ${MAX_GROUPS} groups, not ${messages.length}`);
    return [];
  }
  for (const [i, { rules, atLeast }] of messages.entries()) {
    const path = `spec.rule_groups[${i}]`;
    if (!violations.checkRange(`${path}.rules`, rules.length, 1, MAX_GROUP_RULES)) continue;
    violations.checkRange(`${path}.at_least`, atLeast, 1, rules.length);
    for (const [j, member] of rules.entries()) checkMember(`${path}.rules[${j}]`, member, context, violations);
  }
  return messages.map(({ rules, atLeast }) => ({ atLeast, rules: rules.map(toRuleSetting) }));
}

function checkMember(path: string, message: RuleSetting__Output, context: RuleContext, violations: Violations): void {
  const rule = findRule(message.id);
  if (!rule) violations.add(`${path}.id`, `unknown rule; known: ${settableRules().join(', ')}`);
  else if (rule.setBy) violations.add(`${path}.id`, `${rule.id} cannot be a member of a group`);
  else checkSetting(path, rule, message, context, violations);
  if (message.enabled === false) violations.add(`${path}.enabled`, 'a member of a group cannot be turned off');
}

/** Returns the ids of the rules that a setting may name. */
function settableRules(): string[] {
  return RULES.filter(({ setBy }) => !setBy).map(({ id }) => id);
}

function isDefaultRule(id: string, context: RuleContext): boolean {
  const rule = findRule(id);
  return rule !== undefined && isOnByDefault(rule, context);
}

function checkSetting(path: string, rule: Rule, message: RuleSetting__Output, context: RuleContext, all: Violations): void {
  // The command line prints no field paths, so each description starts with the id of the rule.
  const violations = all.about(rule.id);
  const { min, max, numbers } = message;
  const range = rangeOf(rule, context);
  const defaults = defaultBoundsOf(rule, context);
  if (!isMeaningful(rule, context.lottery)) {
    violations.add(`${path}.id`, `means nothing for ${context.lottery.name}: its ticket has columns of digits`);
    return;
  }
  if (!isAvailable(rule, context)) {
    violations.add(`${path}.id`, 'needs a popularity model: import draws with winners and revenue (dezenas draws fit)');
    return;
  }
  if (rule.needsHistory && context.draws.length === 0) {
    violations.add(`${path}.id`, 'needs an imported draw history: no draws are imported, or history_version is empty');
    return;
  }
  if (min !== undefined) violations.checkRange(`${path}.min`, min, range.min, range.max);
  if (max !== undefined) violations.checkRange(`${path}.max`, max, range.min, range.max);
  if (min !== undefined && max !== undefined && min > max) violations.add(`${path}.min`, `must not be above max: ${min} > ${max}`);
  if (min === undefined && max === undefined && defaults.min === range.min && defaults.max === range.max) {
    violations.add(`${path}.min`, `set min or max: without them all values (${range.min} to ${range.max}) are allowed`);
  }
  if (!rule.ownNumbers && numbers.length > 0) violations.add(`${path}.numbers`, 'only the rule group takes numbers');
  if (rule.ownNumbers && numbers.length === 0) violations.add(`${path}.numbers`, 'required');
  checkNumbers(`${path}.numbers`, numbers, context.lottery, violations);
  for (const name of ['argument', 'window'] as const) {
    const value = message[name];
    const parameter = rule[name];
    if (value === undefined) continue;
    if (!parameter) {
      violations.add(`${path}.${name}`, `has no ${name}`);
      continue;
    }
    const bounds = parameter.range(context);
    if (name === 'window' && rule.kind === 'HISTORY' && value > MAX_HISTORY_WINDOW / context.lottery.drawsPerResult && value < bounds.max) {
      const all = `${bounds.max} (all draws)`;
      violations.add(
        `${path}.${name}`,
        `must be ${bounds.min} to ${MAX_HISTORY_WINDOW / context.lottery.drawsPerResult} or ${all}, not ${value}`,
      );
    }
    violations.checkRange(`${path}.${name}`, value, bounds.min, bounds.max);
  }
}
