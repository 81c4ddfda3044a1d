import { combinations } from './combinations.js';
import type { Lottery } from './lottery.js';

/** Price in centavos of one game of `picks` numbers: base price × C(picks, draw size), the price in force today. */
export function gamePriceCentavos(lottery: Lottery, picks: number): bigint {
  const [price] = lottery.prices;
  if (!price) throw new Error(`no price for ${lottery.id}`);
  return BigInt(price.centavos) * combinations(picks, lottery.minPicks);
}
