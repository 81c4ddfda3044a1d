import type { Lottery } from './lottery.js';

/** Source of the facts: Caixa's published rules and prices; the price of draw 2887 (2025-07-12) onwards. */
export const LOTTERIES: readonly Lottery[] = [
  {
    id: 'mega-sena',
    name: 'Mega-Sena',
    universeSize: 60,
    gridColumns: 10,
    drawSize: 6,
    minPicks: 6,
    maxPicks: 20,
    prices: [{ validFrom: '2025-07-12', centavos: 600 }],
  },
];

export const DEFAULT_LOTTERY = 'mega-sena';

export function findLottery(id: string): Lottery | undefined {
  return LOTTERIES.find((lottery) => lottery.id === id);
}
