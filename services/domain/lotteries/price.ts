import { columnBoundsOf } from './column-bounds.js';
import { combinations } from './combinations.js';
import type { Lottery } from './lottery.js';

/**
 * Price in hundredths of the currency of one game of `picks` numbers and `extraPicks` extras: the base price for each simple bet in it, at
 * the price in force today. 0 without an official price.
 */
export function gamePriceCentavos(lottery: Lottery, picks: number, extraPicks = lottery.extra?.minPicks ?? 0): bigint {
  return BigInt(lottery.prices[0]?.centavos ?? 0) * simpleBets(lottery, picks, extraPicks);
}

/** The simple bets in a game of more numbers: C(picks, fewest), of columns the product of what each has, times those of the extras. */
function simpleBets(lottery: Lottery, picks: number, extraPicks: number): bigint {
  const extras = combinations(extraPicks, lottery.extra?.minPicks ?? 0);
  const columns = columnBoundsOf(lottery, picks);
  if (!columns) return combinations(picks, lottery.minPicks) * extras;
  const fuller = picks - columns.least * lottery.drawSize;
  return BigInt(columns.least) ** BigInt(lottery.drawSize - fuller) * BigInt(columns.most) ** BigInt(fuller) * extras;
}

/** Price of a simple bet on a day (ISO), in hundredths of the currency; undefined before the first price known. */
export function basePriceOn({ prices }: Lottery, date: string): number | undefined {
  return prices.find(({ validFrom }) => validFrom <= date)?.centavos;
}
