import { MOST_REJECTED, rejectedShare } from './rejected-share.js';
import { defaultBoundsOf, isMeaningful, type Rule, type RuleContext } from './rule.js';

/** Returns true if a rule is on by default for this lottery: the catalogue or the lottery names the rule, and the rule rejects at most MOST_REJECTED of the games. */
export function isOnByDefault(rule: Rule, context: RuleContext): boolean {
  return isNamedDefault(rule, context) && (defaultShareOf(rule, context) ?? 0) <= MOST_REJECTED;
}

/** Returns the share of the possible games that a default rule would reject if that share turns the rule off, otherwise undefined. */
export function shareThatTurnsOff(rule: Rule, context: RuleContext): number | undefined {
  const share = isNamedDefault(rule, context) ? defaultShareOf(rule, context) : undefined;
  return share !== undefined && share > MOST_REJECTED ? share : undefined;
}

/** Returns the share of the possible games that a rule rejects with its default bounds. Undefined if the share is not computed. */
export function defaultShareOf(rule: Rule, context: RuleContext): number | undefined {
  return rejectedShare(rule, context, defaultBoundsOf(rule, context));
}

function isNamedDefault(rule: Rule, context: RuleContext): boolean {
  return isMeaningful(rule, context.lottery) && rule.on(context) && (context.lottery.rules[rule.id]?.on ?? true);
}
