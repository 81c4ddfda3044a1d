import type { Lottery, PrizeTier } from './lottery.js';
import { numbersTo } from './ticket.js';

const CAIXA = {
  currency: 'BRL',
  drawsPerResult: 1,
  source: 'Caixa: rules, prices and results published for the lottery; odds checked by computation',
} as const;

const tiersOf = (...hits: number[]): PrizeTier[] => hits.map((count) => ({ hits: count }));

/** Creates tiers from pairs of hits and extra hits, best first. */
const pairTiers = (...pairs: [hits: number, extraHits: number][]): PrizeTier[] =>
  pairs.map(([hits, extra]) => ({ hits, extraHits: [extra] }));

const SENA: PrizeTier[] = [
  { name: 'sena', hits: 6 },
  { name: 'quina', hits: 5 },
  { name: 'quadra', hits: 4 },
];

/**
 * All lotteries. The date of a price is the date of the first draw whose winners, in proportion to the revenue, show the price. The shares of the
 * games that the default rules reject are in docs/reference/rule-shares.md.
 */
export const LOTTERIES: readonly Lottery[] = [
  {
    ...CAIXA,
    id: 'mega-sena',
    name: 'Mega-Sena',
    resultsName: 'megasena',
    universeSize: 60,
    gridColumns: 10,
    drawSize: 6,
    minPicks: 6,
    maxPicks: 20,
    rules: {},
    prices: [
      { validFrom: '2025-07-12', centavos: 600 },
      { validFrom: '2023-05-03', centavos: 500 },
      { validFrom: '2019-11-13', centavos: 450 },
      { validFrom: '2015-05-27', centavos: 350 },
      { validFrom: '2014-05-10', centavos: 250 },
      { validFrom: '2009-09-09', centavos: 200 },
    ],
    tiers: SENA,
  },
  {
    ...CAIXA,
    id: 'lotofacil',
    name: 'Lotofácil',
    resultsName: 'lotofacil',
    universeSize: 25,
    gridColumns: 5,
    drawSize: 15,
    minPicks: 15,
    maxPicks: 20,
    rules: {
      // Two draws of 15 numbers contain most of the 25 numbers.
      'last-two-draws': { on: false },
      // Games of 15 of 25 numbers have long runs.
      'longest-run': { max: 9 },
    },
    prices: [
      { validFrom: '2025-07-10', centavos: 350 },
      { validFrom: '2023-05-02', centavos: 300 },
      { validFrom: '2019-11-11', centavos: 250 },
      { validFrom: '2015-05-25', centavos: 200 },
      { validFrom: '2014-05-12', centavos: 150 },
    ],
    tiers: [
      { hits: 15 },
      { hits: 14 },
      { hits: 13, fixedCentavos: 3_500 },
      { hits: 12, fixedCentavos: 1_400 },
      { hits: 11, fixedCentavos: 700 },
    ],
  },
  {
    ...CAIXA,
    id: 'quina',
    name: 'Quina',
    resultsName: 'quina',
    universeSize: 80,
    gridColumns: 10,
    drawSize: 5,
    minPicks: 5,
    maxPicks: 15,
    rules: {},
    prices: [
      { validFrom: '2025-07-19', centavos: 300 },
      { validFrom: '2023-05-02', centavos: 250 },
      { validFrom: '2019-11-11', centavos: 200 },
      // Until then a game of more numbers cost more than its simple bets.
      { validFrom: '2016-05-16', centavos: 150 },
      { validFrom: '2015-05-25', centavos: 150 },
      { validFrom: '2014-05-12', centavos: 100 },
      { validFrom: '2011-01-27', centavos: 75 },
      { validFrom: '1996-03-03', centavos: 50 },
    ],
    tiers: [
      { name: 'quina', hits: 5 },
      { name: 'quadra', hits: 4 },
      { name: 'terno', hits: 3 },
      { name: 'duque', hits: 2 },
    ],
  },
  {
    ...CAIXA,
    id: 'lotomania',
    name: 'Lotomania',
    resultsName: 'lotomania',
    universeSize: 100,
    labels: numbersTo(100).map((number) => number % 100),
    gridColumns: 10,
    drawSize: 20,
    minPicks: 50,
    maxPicks: 50,
    rules: {
      'last-two-draws': { on: false },
      // Nearly all games of 50 of 100 numbers have runs of 4 to 8.
      'longest-run': { max: 12 },
    },
    prices: [{ validFrom: '2025-07-01', centavos: 300 }],
    tiers: tiersOf(20, 19, 18, 17, 16, 15, 0),
  },
  {
    ...CAIXA,
    id: 'dupla-sena',
    name: 'Dupla Sena',
    resultsName: 'duplasena',
    universeSize: 50,
    gridColumns: 10,
    drawSize: 6,
    drawsPerResult: 2,
    minPicks: 6,
    maxPicks: 15,
    // The last two results have four draws, with some 20 of the 50 numbers.
    rules: { 'last-two-draws': { max: 4 } },
    prices: [{ validFrom: '2025-07-01', centavos: 300 }],
    tiers: [...SENA, { name: 'terno', hits: 3 }],
  },
  {
    ...CAIXA,
    id: 'timemania',
    name: 'Timemania',
    resultsName: 'timemania',
    universeSize: 80,
    gridColumns: 10,
    drawSize: 7,
    minPicks: 10,
    maxPicks: 10,
    extra: {
      id: 'club',
      title: { en: 'Club', 'pt-BR': 'Time do Coração' },
      universeSize: 80,
      drawn: 1,
      minPicks: 1,
      maxPicks: 1,
    },
    rules: {},
    prices: [{ validFrom: '2025-07-01', centavos: 350 }],
    tiers: [
      { hits: 7 },
      { hits: 6 },
      { hits: 5 },
      { hits: 4, fixedCentavos: 1_050 },
      { hits: 3, fixedCentavos: 350 },
      { name: 'club', extraHits: [1], fixedCentavos: 850 },
    ],
  },
  {
    ...CAIXA,
    id: 'dia-de-sorte',
    name: 'Dia de Sorte',
    resultsName: 'diadesorte',
    universeSize: 31,
    gridColumns: 10,
    drawSize: 7,
    minPicks: 7,
    maxPicks: 15,
    extra: {
      id: 'month',
      title: { en: 'Month', 'pt-BR': 'Mês da Sorte' },
      universeSize: 12,
      drawn: 1,
      minPicks: 1,
      maxPicks: 1,
    },
    rules: {
      // The last two draws have 14 of 31 numbers, so that three of them in a game are usual.
      'last-two-draws': { max: 5 },
      'longest-run': { max: 4 },
    },
    prices: [{ validFrom: '2025-07-01', centavos: 250 }],
    tiers: [
      { hits: 7 },
      { hits: 6 },
      { hits: 5, fixedCentavos: 2_500 },
      { hits: 4, fixedCentavos: 500 },
      { name: 'month', extraHits: [1], fixedCentavos: 250 },
    ],
  },
  {
    ...CAIXA,
    id: 'super-sete',
    name: 'Super Sete',
    resultsName: 'supersete',
    // Number n is the digit n mod 10 of column ceil(n / 10). The label 13 is digit 3 of the first column.
    universeSize: 70,
    labels: numbersTo(70).map((number) => (number % 10 === 0 ? number : number + 10)),
    gridColumns: 10,
    columnSize: 10,
    drawSize: 7,
    minPicks: 7,
    maxPicks: 21,
    rules: { 'last-two-draws': { max: 3 } },
    prices: [{ validFrom: '2025-07-01', centavos: 300 }],
    tiers: [{ hits: 7 }, { hits: 6 }, { hits: 5 }, { hits: 4 }, { hits: 3, fixedCentavos: 600 }],
  },
  {
    ...CAIXA,
    id: 'mais-milionaria',
    name: '+Milionária',
    resultsName: 'maismilionaria',
    universeSize: 50,
    gridColumns: 10,
    drawSize: 6,
    minPicks: 6,
    maxPicks: 12,
    extra: {
      id: 'clover',
      title: { en: 'Clover', 'pt-BR': 'Trevo' },
      universeSize: 6,
      drawn: 2,
      minPicks: 2,
      maxPicks: 6,
    },
    // The last two draws have 12 of the 50 numbers: a bound of 2 would reject one game in nine.
    rules: { 'last-two-draws': { max: 3 } },
    prices: [{ validFrom: '2022-05-28', centavos: 600 }],
    tiers: [
      { hits: 6, extraHits: [2] },
      { hits: 6, extraHits: [0, 1] },
      { hits: 5, extraHits: [2] },
      { hits: 5, extraHits: [0, 1] },
      { hits: 4, extraHits: [2] },
      { hits: 4, extraHits: [0, 1] },
      { hits: 3, extraHits: [2], fixedCentavos: 5_000 },
      { hits: 3, extraHits: [1], fixedCentavos: 2_400 },
      { hits: 2, extraHits: [2], fixedCentavos: 1_200 },
      { hits: 2, extraHits: [1], fixedCentavos: 600 },
    ],
  },
  ...[
    {
      id: 'powerball',
      name: 'Powerball',
      universeSize: 69,
      pool: 26,
      drawn: 1,
      currency: 'USD',
      prices: [{ validFrom: '2012-01-15', centavos: 200 }],
      tiers: pairTiers([5, 1], [5, 0], [4, 1], [4, 0], [3, 1], [3, 0], [2, 1], [1, 1], [0, 1]),
    },
    {
      id: 'mega-millions',
      name: 'Mega Millions',
      universeSize: 70,
      pool: 24,
      drawn: 1,
      currency: 'USD',
      prices: [{ validFrom: '2025-04-08', centavos: 500 }],
      tiers: pairTiers([5, 1], [5, 0], [4, 1], [4, 0], [3, 1], [3, 0], [2, 1], [1, 1], [0, 1]),
    },
    {
      id: 'euromillions',
      name: 'EuroMillions',
      universeSize: 50,
      pool: 12,
      drawn: 2,
      currency: 'EUR',
      prices: [{ validFrom: '2016-09-27', centavos: 250 }],
      tiers: pairTiers(
        ...([
          [5, 2],
          [5, 1],
          [5, 0],
          [4, 2],
          [4, 1],
          [3, 2],
          [4, 0],
          [2, 2],
          [3, 1],
          [3, 0],
          [1, 2],
          [2, 1],
          [2, 0],
        ] as [number, number][]),
      ),
    },
    {
      id: 'eurojackpot',
      name: 'Eurojackpot',
      universeSize: 50,
      pool: 12,
      drawn: 2,
      currency: 'EUR',
      prices: [{ validFrom: '2022-03-25', centavos: 200 }],
      tiers: pairTiers(
        ...([
          [5, 2],
          [5, 1],
          [5, 0],
          [4, 2],
          [4, 1],
          [3, 2],
          [4, 0],
          [2, 2],
          [3, 1],
          [3, 0],
          [1, 2],
          [2, 1],
        ] as [number, number][]),
      ),
    },
  ].map(
    ({ pool, drawn, ...lottery }): Lottery => ({
      ...lottery,
      gridColumns: 10,
      drawSize: 5,
      drawsPerResult: 1,
      minPicks: 5,
      maxPicks: 5,
      extra: {
        id: 'bonus',
        title: { en: 'Bonus number', 'pt-BR': 'Número extra' },
        universeSize: pool,
        drawn,
        minPicks: drawn,
        maxPicks: drawn,
      },
      rules: {},
      source: 'Published rules of the game; jackpot odds checked by computation',
    }),
  ),
  {
    id: 'uk-lotto',
    name: 'UK Lotto',
    universeSize: 59,
    gridColumns: 10,
    drawSize: 6,
    drawsPerResult: 1,
    minPicks: 6,
    maxPicks: 6,
    bonus: true,
    rules: {},
    currency: 'GBP',
    prices: [{ validFrom: '2013-10-03', centavos: 200 }],
    tiers: [{ hits: 6 }, { hits: 5, bonus: true }, { hits: 5, bonus: false }, { hits: 4 }, { hits: 3 }, { hits: 2 }],
    source: 'Published rules of the game; jackpot odds checked by computation',
  },
];

export const DEFAULT_LOTTERY = 'mega-sena';

/** The error text for an unknown lottery id. */
export const UNKNOWN_LOTTERY = `unknown lottery; known: ${LOTTERIES.map(({ id }) => id).join(', ')}`;

export function findLottery(id: string): Lottery | undefined {
  return LOTTERIES.find((lottery) => lottery.id === id);
}
