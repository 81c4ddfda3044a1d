import { describe, expect, it } from 'vitest';
import { findLottery, LOTTERIES } from '../../services/domain/lotteries/catalogue.js';
import { combinations } from '../../services/domain/lotteries/combinations.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { basePriceOn, gamePriceCentavos } from '../../services/domain/lotteries/price.js';
import { columnHitsOf, hitsOf, prizesOf, tierName } from '../../services/domain/lotteries/prizes.js';
import type { Draw, Winnings } from '../../services/orchestrator/draws/history/draw.js';
import { readDrawsFile } from '../../services/orchestrator/draws/reading/read-draws-file.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { hasSharedData, NO_SHARED_DATA, readShared } from '../support/data/shared-data.js';
import { FILES } from './real-draws.js';

describe('prices', () => {
  it.each([
    [
      'mega-sena',
      [
        600, 4_200, 16_800, 50_400, 126_000, 277_200, 554_400, 1_029_600, 1_801_800, 3_003_000, 4_804_800, 7_425_600, 11_138_400,
        16_279_200, 23_256_000,
      ],
    ],
    ['lotofacil', [350, 5_600, 47_600, 285_600, 1_356_600, 5_426_400]],
    ['quina', [300, 1_800, 6_300, 16_800, 37_800, 75_600, 138_600, 237_600, 386_100, 600_600, 900_900]],
    ['lotomania', [300]],
    ['dupla-sena', [300, 2_100, 8_400, 25_200, 63_000, 138_600, 277_200, 514_800, 900_900, 1_501_500]],
    ['timemania', [350]],
    ['dia-de-sorte', [250, 2_000, 9_000, 30_000, 82_500, 198_000, 429_000, 858_000, 1_608_750]],
    ['super-sete', [300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 86_400, 129_600, 194_400, 291_600, 437_400, 656_100]],
    ['mais-milionaria', [600, 4_200, 16_800, 50_400, 126_000, 277_200, 554_400]],
    ['powerball', [200]],
    ['mega-millions', [500]],
    ['euromillions', [250]],
    ['eurojackpot', [200]],
    ['uk-lotto', [200]],
  ])('of every bet size of %s are the official ones', (id, centavos) => {
    const lottery = findLottery(id) as Lottery;
    const sizes = numbersTo(lottery.maxPicks).slice(lottery.minPicks - 1);
    expect(sizes.map((picks) => Number(gamePriceCentavos(lottery, picks)))).toEqual(centavos);
  });

  it('of +Milionária count the pairs of clovers', () => {
    const lottery = findLottery('mais-milionaria') as Lottery;
    expect(gamePriceCentavos(lottery, 6, 6)).toBe(9_000n);
    expect(gamePriceCentavos(lottery, 12, 6)).toBe(8_316_000n);
  });
});

describe('prices of the past', () => {
  it('are in force from their first day on', () => {
    const mega = findLottery('mega-sena') as Lottery;
    // The price of draw 2887 was new.
    expect(basePriceOn(mega, '2025-07-12')).toBe(600);
    expect(basePriceOn(mega, '2025-07-11')).toBe(500);
    expect(basePriceOn(mega, '1996-03-11')).toBeUndefined();
  });

  it('of Quina began with the draws of 25 May 2015 and 11 November 2019', () => {
    const quina = findLottery('quina') as Lottery;
    const prices = ['2015-05-23', '2015-05-25', '2016-05-16', '2019-11-09', '2019-11-11'].map((date) => basePriceOn(quina, date));
    expect(prices).toEqual([100, 150, 150, 150, 200]);
    // No price of 1994 is known.
    expect(basePriceOn(quina, '1994-03-13')).toBeUndefined();
  });

  // Winners in proportion to the revenue show what a simple bet cost: where the effects of the numbers drawn are taken out, the revenue divided
  // by the bets that so many winners come from.
  it.skipIf(!hasSharedData).each([
    // Until 16 May 2016, a game of Quina with more numbers cost more than its simple bets: 1.3 to 1.5 times as much for each.
    ['mega-sena', 4, 1.2, '2009-09-09'],
    ['lotofacil', 13, 1.15, '2014-05-12'],
    ['quina', 3, 1.12, '2016-05-16'],
  ])(
    `of %s are those that the winners of the draws show, from their first draw on and not before${NO_SHARED_DATA}`,
    async (id, hits, most, since) => {
      const lottery = findLottery(id) as Lottery;
      const { draws } = await readDrawsFile(readShared(`draws/${FILES[id]}.csv`), lottery);
      const { winnings } = await readDrawsFile(readShared(`draws/${FILES[id]}_premios.csv`), lottery);
      const shown = pricesShown(lottery, hits, draws, winnings ?? new Map());
      const changes = lottery.prices.filter(({ validFrom }) => validFrom >= since).map(({ validFrom }) => validFrom);
      expect(changes.length).toBeGreaterThan(3);
      for (const [i, from] of changes.entries()) {
        const period = shown.filter(({ date }) => date >= from && (i === 0 || date < changes[i - 1]));
        // A price of its own for the whole period, and for its first and last draws: no draw is under the wrong price.
        for (const some of [period, period.slice(0, EDGE), period.slice(-EDGE)]) {
          const ratio = median(some.map(({ price }) => price)) / (basePriceOn(lottery, from) ?? 0);
          expect([from, ratio > 0.85 && ratio < most * (some === period ? 1 : 1.1)]).toEqual([from, true]);
        }
      }
    },
  );

  it.skipIf(!hasSharedData)(`of Quina changed on the very draws, as the winners show${NO_SHARED_DATA}`, async () => {
    const quina = findLottery('quina') as Lottery;
    const { draws } = await readDrawsFile(readShared('draws/quina.csv'), quina);
    const { winnings } = await readDrawsFile(readShared('draws/quina_premios.csv'), quina);
    const shown = pricesShown(quina, 3, draws, winnings ?? new Map());
    for (const { validFrom } of quina.prices.filter(({ validFrom }) => validFrom > '2011-01-01')) {
      const first = shown.findIndex(({ date }) => date >= validFrom);
      const [before, after] = [shown.slice(first - 30, first), shown.slice(first, first + 30)].map((some) =>
        median(some.map(({ price }) => price)),
      );
      // Where a step fits best, of the draws around it.
      const misfit = (step: number) =>
        shown.slice(first - 30, first + 30).reduce((sum, { price }, i) => sum + Math.abs(Math.log(price / (i < step ? before : after))), 0);
      const best = Array.from({ length: 60 }, (_, step) => step).reduce((a, b) => (misfit(b) < misfit(a) ? b : a));
      expect([validFrom, Math.abs(best - 30) <= 3]).toEqual([validFrom, true]);
    }
  });
});

/** Draws at each end of a price's period. */
const EDGE = 12;

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** What a simple bet cost, in hundredths, as each draw shows it: revenue × chance / winners, without the effects of the numbers that were drawn. */
function pricesShown(lottery: Lottery, hits: number, draws: Draw[], winnings: Map<number, Winnings>): { date: string; price: number }[] {
  const { universeSize, drawSize, minPicks } = lottery;
  const chance =
    Number(combinations(drawSize, hits) * combinations(universeSize - drawSize, minPicks - hits)) /
    Number(combinations(universeSize, minPicks));
  const rows = draws
    .toSorted((a, b) => a.number - b.number)
    .flatMap(({ number, date, numbers }) => {
      const { revenueCentavos = 0, winners = {} } = winnings.get(number) ?? {};
      return revenueCentavos > 0 && winners[hits] > 0 ? [{ date, numbers, log: Math.log((revenueCentavos * chance) / winners[hits]) }] : [];
    });
  const effects = Array<number>(universeSize + 1).fill(0);
  const without = ({ numbers, log }: (typeof rows)[number]) => log - numbers.reduce((sum, number) => sum + effects[number], 0);
  for (let round = 0; round < 15; round++) {
    // The level of fifteen draws in a row; what is left is shared out among the numbers drawn.
    const sums = effects.map(() => ({ rest: 0, count: 3 }));
    for (let at = 0; at < rows.length; at += 15) {
      const some = rows.slice(at, at + 15);
      const level = median(some.map(without));
      for (const row of some) {
        const rest = without(row) - level;
        for (const number of row.numbers) {
          sums[number].rest += rest + effects[number];
          sums[number].count++;
        }
      }
    }
    const means = sums.map(({ rest, count }) => rest / count);
    const mean = means.slice(1).reduce((sum, value) => sum + value, 0) / universeSize;
    for (let number = 1; number <= universeSize; number++) effects[number] = means[number] - mean;
  }
  return rows.map((row) => ({ date: row.date, price: Math.exp(without(row)) }));
}

describe('odds', () => {
  // Of a simple bet, 1 in, for every tier, as the operators publish them but for how they round.
  it.each([
    ['mega-sena', [50_063_860, 154_518, 2_332]],
    ['lotofacil', [3_268_760, 21_792, 692, 60, 11]],
    ['quina', [24_040_016, 64_107, 866, 36]],
    ['lotomania', [11_372_636, 352_552, 24_236, 2_777, 473, 112, 11_372_636]],
    ['dupla-sena', [15_890_700, 60_192, 1_120, 60]],
    ['timemania', [26_472_637, 216_103, 5_220, 276, 29, 80]],
    ['dia-de-sorte', [2_629_575, 15_652, 454, 37, 12]],
    ['super-sete', [10_000_000, 158_730, 5_879, 392, 44]],
    ['mais-milionaria', [238_360_500, 17_025_750, 902_881, 64_491, 16_798, 1_200, 900, 112, 117, 15]],
    ['powerball', [292_201_338, 11_688_054, 913_129, 36_525, 14_494, 580, 701, 92, 38]],
    ['mega-millions', [290_472_336, 12_629_232, 893_761, 38_859, 13_965, 607, 665, 86, 35]],
    ['euromillions', [139_838_160, 6_991_908, 3_107_515, 621_503, 31_075, 14_125, 13_811, 985, 706, 314, 188, 49, 22]],
    ['eurojackpot', [139_838_160, 6_991_908, 3_107_515, 621_503, 31_075, 14_125, 13_811, 985, 706, 314, 188, 49]],
    ['uk-lotto', [45_057_474, 7_509_579, 144_415, 2_180, 96, 10]],
  ])('of %s follow from its numbers and tiers', (id, oneIn) => {
    const lottery = findLottery(id) as Lottery;
    expect(lottery.tiers.map((_, tier) => Math.round(1 / chanceOf(lottery, tier)))).toEqual(oneIn);
  });
});

describe('fixed prizes', () => {
  it('are those of the last draws of August 2026, and no others', () => {
    const fixed = LOTTERIES.flatMap((lottery) =>
      lottery.tiers.flatMap((tier) =>
        tier.fixedCentavos === undefined ? [] : [`${lottery.id} ${tierName(lottery, tier)}: ${tier.fixedCentavos}`],
      ),
    );
    expect(fixed).toEqual([
      ...['lotofacil 13: 3500', 'lotofacil 12: 1400', 'lotofacil 11: 700'],
      ...['timemania 4: 1050', 'timemania 3: 350', 'timemania club: 850'],
      ...['dia-de-sorte 5: 2500', 'dia-de-sorte 4: 500', 'dia-de-sorte month: 250'],
      'super-sete 3: 600',
      ...['mais-milionaria 3 + 2: 5000', 'mais-milionaria 3 + 1: 2400', 'mais-milionaria 2 + 2: 1200', 'mais-milionaria 2 + 1: 600'],
    ]);
  });
});

/** Chance that a simple bet wins a tier, by adding up all ways its numbers can be hit. */
function chanceOf(lottery: Lottery, tier: number): number {
  const { universeSize, drawSize, minPicks, extra, columnSize } = lottery;
  const hyper = (n: number, drawn: number, picked: number, hits: number) =>
    Number(combinations(drawn, hits) * combinations(n - drawn, picked - hits)) / Number(combinations(n, picked));
  let chance = 0;
  for (let hits = 0; hits <= drawSize; hits++) {
    // The bonus number is one of those that were not drawn.
    const bonusChance = lottery.bonus ? (minPicks - hits) / (universeSize - drawSize) : 0;
    for (const bonus of [false, true]) {
      for (let extraHits = 0; extraHits <= (extra?.drawn ?? 0); extraHits++) {
        const columns = Array.from({ length: drawSize }, (_, i) => ({ numbers: 1, hit: i < hits }));
        const won = prizesOf(
          lottery,
          minPicks,
          extra?.minPicks ?? 0,
          { numbers: hits, extras: extraHits, bonus },
          columnSize ? columns : undefined,
        );
        const numbers = columnSize
          ? Number(combinations(drawSize, hits)) * 0.1 ** hits * 0.9 ** (drawSize - hits)
          : hyper(universeSize, drawSize, minPicks, hits);
        const extras = extra ? hyper(extra.universeSize, extra.drawn, extra.minPicks, extraHits) : 1;
        chance += Number(won[tier]) * numbers * extras * (bonus ? bonusChance : 1 - bonusChance);
      }
    }
  }
  return chance;
}

describe('prizes', () => {
  const prizes = (id: string, game: number[], drawn: number[], extras: number[] = [], drawnExtras: number[] = []) => {
    const lottery = findLottery(id) as Lottery;
    const hits = hitsOf(game, extras, { numbers: drawn, extras: drawnExtras });
    return prizesOf(lottery, game.length, extras.length, hits, columnHitsOf(lottery, game, drawn)).map(Number);
  };

  it('of games with more numbers than the draw are many', () => {
    expect(prizes('mega-sena', [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6])).toEqual([1, 12, 15]);
    expect(prizes('mega-sena', [1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6])).toEqual([1, 6, 0]);
    expect(prizes('mega-sena', [1, 2, 3, 4, 7, 8, 9], [1, 2, 3, 4, 5, 6])).toEqual([0, 0, 3]);
    expect(prizes('mais-milionaria', [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], [1, 2, 3], [1, 2])).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(prizes('dia-de-sorte', numbersTo(8), numbersTo(7), [3], [3])).toEqual([1, 7, 0, 0, 8]);
    expect(prizes('lotomania', numbersTo(50), numbersTo(100).slice(80))).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  it('are those of all simple bets in the game, one by one', () => {
    const random = new Random(SEED);
    for (let round = 0; round < 200; round++) {
      const game = random.choose(numbersTo(20), random.between(6, 9));
      const drawn = random.choose(numbersTo(20), 6);
      const expected = [6, 5, 4].map(
        (hits) => simpleBetsIn(game, 6).filter((bet) => bet.filter((n) => drawn.includes(n)).length === hits).length,
      );
      expect(prizes('mega-sena', game, drawn)).toEqual(expected);
      // Super Sete: ten numbers, three columns with two, against one drawn a column.
      const marks = numbersTo(7).flatMap((column) => random.choose(numbersTo(10), column <= 3 ? 2 : 1).map((n) => (column - 1) * 10 + n));
      const result = numbersTo(7).map((column) => (column - 1) * 10 + random.between(1, 10));
      const bets = simpleBetsIn(marks, 7).filter((bet) => new Set(bet.map((n) => Math.ceil(n / 10))).size === 7);
      expect(bets).toHaveLength(8);
      expect(prizes('super-sete', marks, result)).toEqual(
        [7, 6, 5, 4, 3].map((hits) => bets.filter((bet) => bet.filter((n) => result.includes(n)).length === hits).length),
      );
    }
  });
});

function simpleBetsIn(numbers: number[], size: number): number[][] {
  if (size === 0) return [[]];
  return numbers.flatMap((number, i) => simpleBetsIn(numbers.slice(i + 1), size - 1).map((rest) => [number, ...rest]));
}
