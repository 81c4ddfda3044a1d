import type { AppliedRule, Spec } from '../../domain/game-spec/spec.js';
import { combinations } from '../../domain/lotteries/combinations.js';
import { freeNumbersOf } from '../game-spec/resolve-constraints.js';

/** However they are chosen: of `window` games in a row no more than `games` satisfy the rule. */
export interface PackingBound {
  rule: AppliedRule;
  window: number;
  games: bigint;
}

/** The bounds of all rules that look at earlier games. */
export function packingBounds(spec: Spec, rules: AppliedRule[]): PackingBound[] {
  return rules.flatMap((rule): PackingBound[] => {
    if (rule.negated) return [];
    switch (rule.id) {
      case 'pairs':
        return [{ rule, window: rule.window, games: subsetBound(spec, 2, rule.max) }];
      case 'triples':
        return [{ rule, window: rule.window, games: subsetBound(spec, 3, rule.max) }];
      case 'same-first': {
        // So many games a smallest number, and there are N - k + 1 of those.
        const firsts = freeNumbersOf(spec.constraints, spec.lottery).length + spec.constraints.fixedNumbers.length - spec.picks + 1;
        return [{ rule, window: rule.window, games: BigInt(rule.max * firsts) }];
      }
      case 'repetition':
        // No two share more than max numbers: every set of one more number is in at most one game.
        return rule.max < spec.picks ? [{ rule, window: spec.constraints.window + 1, games: subsetBound(spec, rule.max + 1, 1) }] : [];
      default:
        return [];
    }
  });
}

/**
 * Most games of k numbers of which every set of `size` numbers occurs at most `times`: times × C(N, size) / C(k, size). Of sets with j of
 * the f numbers all games have: times × C(f, j) C(n, size − j) / (C(f, j) C(k − f, size − j)), n the other numbers.
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
