import { describe, expect, it } from 'vitest';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { columnHitsOf, hitsOf, prizesOf } from '../../services/domain/lotteries/prizes.js';
import { DrawCheck } from '../../services/orchestrator/judging/draw-check.js';
import { KnownPrizes } from '../../services/orchestrator/judging/known-prizes.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';

const superSete = findLottery('super-sete') as Lottery;
const DIGITS = numbersTo(10);

/** A digit of each column. */
const drawOf = (random: Random) => numbersTo(7).map((column) => (column - 1) * 10 + random.choose(DIGITS, 1)[0]);
const gameOf = (random: Random, numbersOf: (column: number) => number) =>
  numbersTo(7).flatMap((column) => random.choose(DIGITS, numbersOf(column)).map((digit) => (column - 1) * 10 + digit));

describe(`checks of tickets of columns (seed ${SEED})`, () => {
  it('compute the prizes of games with the same hits once for all draws', () => {
    const random = new Random(SEED);
    let worked = 0;
    const known = new (class extends KnownPrizes {
      override getOrCompute(key: number, work: () => bigint[]): bigint[] {
        return super.getOrCompute(key, () => {
          worked++;
          return work();
        });
      }
    })();
    // Of 3 numbers in each column, or 1 and 2: what is told apart is how many columns of either kind are hit.
    const games = Array.from({ length: 2_000 }, (_, i) => gameOf(random, (column) => (i < 1_000 ? 3 : column < 4 ? 2 : 1)));
    const sizes = [games.slice(0, 1_000), games.slice(1_000)];
    for (let n = 0; n < 20; n++) {
      const numbers = drawOf(random);
      const check = new DrawCheck(superSete, { numbers, extras: [] }, 0, known);
      for (const each of sizes) {
        check.add({ count: each.length, picks: each[0].length, extraPicks: 0, numbers: Uint8Array.from(each.flat()) }, 0);
      }
      const prizes = games.map((game) =>
        prizesOf(superSete, game.length, 0, hitsOf(game, [], { numbers, extras: [] }), columnHitsOf(superSete, game, numbers)),
      );
      expect(check.totals.map((total) => total.prizes)).toEqual(
        superSete.tiers.map((_, tier) => prizes.reduce((sum, each) => sum + each[tier], 0n)),
      );
    }
    expect(worked).toBeLessThanOrEqual(8 + 4 * 5);
  });
});
