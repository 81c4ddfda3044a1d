import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { numbersTo } from '../../services/domain/lotteries/ticket.js';
import type { Bounds, RuleContext } from '../../services/domain/rules/rule.js';

/** How many draws the pages assume. A parameter that ends at this number ends at the number of imported draws. */
export const ASSUMED_DRAWS = 9_999;

/** A simple bet of a lottery whose draws were imported. Which numbers were drawn changes neither defaults nor ranges. */
export function contextOf(lottery: Lottery): RuleContext {
  const draws = Array.from({ length: ASSUMED_DRAWS }, () => numbersTo(lottery.drawSize));
  return { lottery, picks: lottery.minPicks, draws };
}

export function showBounds({ min, max }: Bounds): string {
  return `${min}..${max === ASSUMED_DRAWS ? 'imported draws' : max}`;
}
