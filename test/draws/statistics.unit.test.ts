import { describe, expect, it } from 'vitest';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { createHistory } from '../../services/orchestrator/draws/history/history.js';
import { statisticsOf } from '../../services/orchestrator/draws/history/statistics.js';
import { historyOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';

const lotteryOf = (id: string) => findLottery(id) as Lottery;

describe(`statistics of draws (seed ${SEED})`, () => {
  const random = new Random(SEED);
  const draws = Array.from({ length: 300 }, () => random.choose(numbersTo(60), 6));
  const history = historyOf(draws);
  const statistics = statisticsOf({ pairs: 40 }, lotteryOf('mega-sena'), history);

  it('list the pairs drawn most often, of equal ones the smaller first', () => {
    const pairs = numbersTo(60).flatMap((first) =>
      numbersTo(60 - first).map((step) => {
        const second = first + step;
        return { first, second, times: draws.filter((draw) => draw.includes(first) && draw.includes(second)).length };
      }),
    );
    // toSorted keeps the order of equal ones.
    expect(statistics.pairs).toEqual(pairs.toSorted((a, b) => b.times - a.times).slice(0, 40));
    expect(statisticsOf({}, lotteryOf('mega-sena'), history).pairs).toHaveLength(20);
    expect(statisticsOf({ pairs: 0 }, lotteryOf('mega-sena'), history).pairs).toEqual([]);
  });

  it('say how many draws have so many odd numbers, and how many chance gives', () => {
    expect(statistics.odd.map(({ draws: count }) => count)).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((odd) => draws.filter((draw) => draw.filter((number) => number % 2 === 1).length === odd).length),
    );
    // C(30, k) C(30, 6 - k) / C(60, 6).
    const ways = [593_775, 4_275_180, 11_921_175, 16_483_600, 11_921_175, 4_275_180, 593_775];
    for (const [k, { count, expected }] of statistics.odd.entries()) {
      expect(count).toBe(k);
      expect(expected).toBeCloseTo((300 * ways[k]) / 50_063_860, 9);
    }
    // 13 of the 25 numbers of Lotofácil are odd: a draw has 7.8 of them, of 15, and from 3 on.
    const lotofacil = historyOf([numbersTo(15)], 'lotofacil');
    const { odd } = statisticsOf({}, lotteryOf('lotofacil'), lotofacil);
    expect(odd.reduce((sum, { count, expected }) => sum + count * expected, 0)).toBeCloseTo(7.8, 9);
    expect(odd.findIndex(({ expected }) => expected > 0)).toBe(3);
  });

  it('of a ticket of columns expect as many odd numbers as seven coins show heads', () => {
    const { odd } = statisticsOf({}, lotteryOf('super-sete'), historyOf([[1, 12, 23, 34, 45, 56, 67]], 'super-sete'));
    expect(odd.map(({ expected }) => expected * 128)).toEqual([1, 7, 21, 35, 35, 21, 7, 1]);
    expect(odd.map(({ draws: count }) => count)).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
  });

  it('give mean and standard deviation of the sums', () => {
    const sums = [
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5, 8],
      [1, 2, 3, 4, 5, 16],
    ];
    // 21, 23 and 31: mean 25, and squares of the distances 16, 4 and 36.
    expect(statisticsOf({}, lotteryOf('mega-sena'), historyOf(sums)).sums).toEqual({
      ...{ min: 21, max: 31, mean: 25 },
      standardDeviation: Math.sqrt(56 / 3),
    });
  });

  it('are of the draws asked for alone, both ends included, and of both draws of a result', () => {
    // The first draw is the last of the list.
    const { draws: count, numbers } = statisticsOf({ firstDraw: 101, lastDraw: 150 }, lotteryOf('mega-sena'), history);
    const range = draws.toReversed().slice(100, 150);
    expect(count).toBe(50);
    for (const { number, times, expected } of numbers) {
      expect(times).toBe(range.filter((draw) => draw.includes(number)).length);
      expect(expected).toBe(5);
    }
    const twice = createHistory('dupla-sena', [
      { number: 1, date: '2020-01-01', numbers: [1, 2, 3, 4, 5, 6], second: [11, 12, 13, 14, 15, 16] },
      { number: 2, date: '2020-01-02', numbers: [21, 22, 23, 24, 25, 26], second: [31, 32, 33, 34, 35, 36] },
    ]);
    const both = statisticsOf({}, lotteryOf('dupla-sena'), twice);
    expect(both.draws).toBe(4);
    // A delay counts results: both draws of the second one are the last.
    expect([31, 21, 11, 1, 50].map((number) => both.numbers[number - 1].delay)).toEqual([0, 0, 1, 1, 2]);
  });
});
