import type { Lottery } from './lottery.js';

/**
 * Source of the facts: Caixa's published rules, prices and results; each price is dated by the first draw from which
 * on all revenue is a multiple of it. Rule defaults are measured: the suite prints the share of each lottery's real draws that they reject.
 */
export const LOTTERIES: readonly Lottery[] = [
  {
    id: 'mega-sena',
    name: 'Mega-Sena',
    universeSize: 60,
    gridColumns: 10,
    drawSize: 6,
    minPicks: 6,
    maxPicks: 20,
    rules: {},
    prices: [{ validFrom: '2025-07-12', centavos: 600 }],
  },
  {
    id: 'lotofacil',
    name: 'Lotofácil',
    universeSize: 25,
    gridColumns: 5,
    drawSize: 15,
    minPicks: 15,
    maxPicks: 20,
    rules: {
      // Two draws of 15 hold most of the 25 numbers.
      'last-two-draws': { on: false },
      // 15 of 25 numbers make long runs.
      'longest-run': { max: 9 },
    },
    prices: [{ validFrom: '2025-07-10', centavos: 350 }],
  },
  {
    id: 'quina',
    name: 'Quina',
    universeSize: 80,
    gridColumns: 10,
    drawSize: 5,
    minPicks: 5,
    maxPicks: 15,
    rules: {},
    prices: [{ validFrom: '2025-07-19', centavos: 300 }],
  },
];

export const DEFAULT_LOTTERY = 'mega-sena';

export function findLottery(id: string): Lottery | undefined {
  return LOTTERIES.find((lottery) => lottery.id === id);
}
