import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { numbersTo } from '../../services/domain/lotteries/ticket.js';
import type { Bounds, RuleContext } from '../../services/domain/rules/rule.js';

/** The number of draws that the pages assume. A parameter with this upper bound is bounded by the number of imported draws. */
export const ASSUMED_DRAWS = 9_999;

/** A simple bet of a lottery with imported draws. The drawn numbers affect neither defaults nor ranges. */
export function contextOf(lottery: Lottery): RuleContext {
  const draws = Array.from({ length: ASSUMED_DRAWS }, () => numbersTo(lottery.drawSize));
  return { lottery, picks: lottery.minPicks, draws };
}

export function showBounds({ min, max }: Bounds): string {
  return `${min}..${max === ASSUMED_DRAWS ? 'imported draws' : max}`;
}
