import type { AppliedRule, Spec } from '../../domain/game-spec/spec.js';
import { combinations } from '../../domain/lotteries/combinations.js';
import { freeNumbersOf } from '../game-spec/resolve-constraints.js';

/** An upper bound: of any `window` consecutive games, at most `games` satisfy the rule. */
export interface PackingBound {
  rule: AppliedRule;
  window: number;
  games: bigint;
}

/** Returns the bounds of all rules that look at earlier games. */
export function packingBounds(spec: Spec, rules: AppliedRule[]): PackingBound[] {
  return rules.flatMap((rule): PackingBound[] => {
    if (rule.negated) return [];
    switch (rule.id) {
      case 'pairs':
        return [{ rule, window: rule.window, games: subsetBound(spec, 2, rule.max) }];
      case 'triples':
        return [{ rule, window: rule.window, games: subsetBound(spec, 3, rule.max) }];
      case 'same-first': {
        // Each smallest number occurs in at most max games, and N − k + 1 numbers can be the smallest.
        const firsts = freeNumbersOf(spec.constraints, spec.lottery).length + spec.constraints.fixedNumbers.length - spec.picks + 1;
        return [{ rule, window: rule.window, games: BigInt(rule.max * firsts) }];
      }
      case 'repetition':
        // No two games share more than max numbers, so that each set of max + 1 numbers occurs in at most one game.
        return rule.max < spec.picks ? [{ rule, window: spec.constraints.window + 1, games: subsetBound(spec, rule.max + 1, 1) }] : [];
      default:
        return [];
    }
  });
}

/**
 * Returns the maximum number of games of k numbers in which each set of `size` numbers occurs at most `times` times:
 * times × C(N, size) / C(k, size). If all games share f fixed numbers and n others are free, the sets with j fixed numbers give the
 * further bounds times × C(n, size − j) / C(k − f, size − j). The least bound counts.
 */
function subsetBound({ lottery, picks, constraints }: Spec, size: number, times: number): bigint {
  const fixed = constraints.fixedNumbers.length;
  const free = freeNumbersOf(constraints, lottery).length;
  const bounds = [(BigInt(times) * combinations(free + fixed, size)) / combinations(picks, size)];
  for (let others = 0; others <= Math.min(size, picks - fixed); others++) {
    if (combinations(fixed, size - others) > 0n)
      bounds.push((BigInt(times) * combinations(free, others)) / combinations(picks - fixed, others));
  }
  return bounds.reduce((least, bound) => (bound < least ? bound : least));
}
