import { columnBoundsOf } from './column-bounds.js';
import { combinations } from './combinations.js';
import type { Lottery, Price } from './lottery.js';

/**
 * Returns the price of one game in hundredths of the currency: the current price of a simple bet times the simple bets in the game.
 * 0 without an official price.
 */
export function gamePriceCentavos(lottery: Lottery, picks: number, extraPicks = lottery.extra?.minPicks ?? 0): bigint {
  return BigInt(lottery.prices[0]?.centavos ?? 0) * simpleBets(lottery, picks, extraPicks);
}

/** Counts the simple bets in a game: C(picks, minPicks), or the product of the numbers per column, times the combinations of the extras. */
function simpleBets(lottery: Lottery, picks: number, extraPicks: number): bigint {
  const extras = combinations(extraPicks, lottery.extra?.minPicks ?? 0);
  const columns = columnBoundsOf(lottery, picks);
  if (!columns) return combinations(picks, lottery.minPicks) * extras;
  const fuller = picks - columns.least * lottery.drawSize;
  return BigInt(columns.least) ** BigInt(lottery.drawSize - fuller) * BigInt(columns.most) ** BigInt(fuller) * extras;
}

/** Returns the price in force on an ISO date. Undefined before the first known price. */
export function priceOn({ prices }: Lottery, date: string): Price | undefined {
  return prices.find(({ validFrom }) => validFrom <= date);
}

/** Returns the price of a simple bet on an ISO date, in hundredths of the currency. Undefined before the first known price. */
export function basePriceOn(lottery: Lottery, date: string): number | undefined {
  return priceOn(lottery, date)?.centavos;
}
