/** The share of all possible games that a default rule rejects. A default that rejects more than {@link MOST_REJECTED} of them is off. */

import { columnBoundsOf } from '../lotteries/column-bounds.js';
import { combinations } from '../lotteries/combinations.js';
import type { Lottery } from '../lotteries/lottery.js';
import type { Bounds, Rule, RuleContext } from './rule.js';

/** Greatest share of the possible games that a rule rejects by default. */
export const MOST_REJECTED = 0.1;

/**
 * Returns the share of the possible games of a lottery that a rule with these bounds rejects. Exact for counts in one set and for the longest run. For
 * rules on all past draws, the expectation over draws that are independent of each other. Undefined for other rules.
 */
export function rejectedShare(rule: Rule, context: RuleContext, { min, max }: Bounds): number | undefined {
  const { lottery, picks, draws } = context;
  switch (rule.kind) {
    case 'COUNT': {
      const [set, ...others] = rule.sets?.(context, { numbers: [], argument: 0, window: 0 }) ?? [];
      return set && others.length === 0 ? 1 - shareWithin(lottery, picks, set, min, max) : undefined;
    }
    case 'LONGEST_RUN':
      return 1 - shareOfRunsUpTo(lottery.universeSize, picks, max);
    case 'HISTORY': {
      if (draws.length === 0) return 0;
      const near = 1 - shareWithin(lottery, picks, draws[0], min, max);
      return -Math.expm1(draws.length * Math.log1p(-near));
    }
    default:
      return undefined;
  }
}

/** Returns the share of the games that have `min` to `max` numbers of a set: hypergeometric, in each column of a ticket of columns. */
function shareWithin(lottery: Lottery, picks: number, set: readonly number[], min: number, max: number): number {
  const { universeSize } = lottery;
  const { size, least, most } = columnBoundsOf(lottery, picks) ?? { size: universeSize, least: picks, most: picks };
  // Ways by the numbers taken so far, and by how many of them are in the set.
  let ways = new Map([['0/0', { taken: 0, inside: 0, count: 1 }]]);
  for (let first = 1; first <= universeSize; first += size) {
    const ofSet = set.filter((number) => number >= first && number < first + size).length;
    const next: typeof ways = new Map();
    for (const { taken, inside, count } of ways.values()) {
      for (let more = least; more <= Math.min(most, picks - taken); more++) {
        for (let hits = 0; hits <= Math.min(more, ofSet); hits++) {
          const each = Number(combinations(ofSet, hits) * combinations(Math.min(size, universeSize - first + 1) - ofSet, more - hits));
          const key = `${taken + more}/${inside + hits}`;
          const before = next.get(key)?.count ?? 0;
          next.set(key, { taken: taken + more, inside: inside + hits, count: before + count * each });
        }
      }
    }
    ways = next;
  }
  const games = [...ways.values()].filter(({ taken }) => taken === picks);
  const total = (some: typeof games) => some.reduce((sum, { count }) => sum + count, 0);
  return total(games.filter(({ inside }) => inside >= min && inside <= max)) / total(games);
}

/**
 * Returns the share of the games of k of N numbers without a run longer than `longest`. The N − k other numbers leave N − k + 1 places for runs; by
 * inclusion and exclusion over the places with longer runs.
 */
function shareOfRunsUpTo(universeSize: number, picks: number, longest: number): number {
  const places = universeSize - picks + 1;
  let games = 0n;
  for (let tooLong = 0; tooLong * (longest + 1) <= picks; tooLong++) {
    const ways = combinations(places, tooLong) * combinations(universeSize - tooLong * (longest + 1), universeSize - picks);
    games += tooLong % 2 === 0 ? ways : -ways;
  }
  return Number(games) / Number(combinations(universeSize, picks));
}
