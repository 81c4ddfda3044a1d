import { describe, expect, it } from 'vitest';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import type { Result } from '../../services/domain/lotteries/prizes.js';
import { DrawCheck } from '../../services/orchestrator/judging/draw-check.js';
import { KnownPrizes } from '../../services/orchestrator/judging/known-prizes.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';

interface Game {
  numbers: number[];
  extras: number[];
}

const LIMIT = 7;

describe(`a check of many games against a draw (seed ${SEED})`, () => {
  it.each([
    ['mega-sena', 'games of 6 to 9 numbers'],
    ['dia-de-sorte', 'a month beside'],
    ['timemania', 'games of more numbers than the draw, and a club'],
    ['mais-milionaria', '2 to 4 clovers'],
    ['uk-lotto', 'a bonus number'],
    ['super-sete', 'columns of one to three numbers'],
  ])('of %s, %s, wins what its simple bets win one by one, and lists the best', (id) => {
    const lottery = findLottery(id) as Lottery;
    const random = new Random(SEED);
    // The prizes computed for one draw are reused for the next draw.
    const known = new KnownPrizes();
    for (let round = 0; round < 6; round++) {
      const result = randomResult(lottery, random);
      const check = new DrawCheck(lottery, result, LIMIT, known);
      const games: Game[] = [];
      for (let batch = 0; batch < 12; batch++) {
        const picks = random.between(lottery.minPicks, Math.min(lottery.maxPicks, lottery.columnSize ? 16 : lottery.minPicks + 3));
        const extraPicks = lottery.extra ? random.between(lottery.extra.minPicks, Math.min(4, lottery.extra.maxPicks)) : 0;
        const some = Array.from({ length: 25 }, () => randomGame(lottery, picks, extraPicks, random));
        const numbers = Uint8Array.from(some.flatMap((game) => [...game.numbers, ...game.extras]));
        check.add({ count: 25, picks, extraPicks, numbers }, games.length);
        games.push(...some);
      }
      const prizes = games.map((game) => prizesOneByOne(lottery, game, result));
      for (const [tier, { extraHits, bonus }] of lottery.tiers.entries()) {
        const undecided = (extraHits !== undefined && result.extras.length === 0) || (bonus !== undefined && result.bonus === undefined);
        const won = prizes.map((each) => (undecided ? 0 : each[tier]));
        expect(check.totals[tier]).toEqual({
          games: won.filter((count) => count > 0).length,
          prizes: BigInt(won.reduce((sum, count) => sum + count, 0)),
          undecided,
          undecidedGames: 0,
        });
        for (const each of prizes) if (undecided) each[tier] = 0;
      }
      const winners = prizes
        .map((each, index) => ({ index, prizes: each }))
        .filter((game) => game.prizes.some((count) => count > 0))
        .toSorted((a, b) => {
          const tier = a.prizes.findIndex((count, i) => count !== b.prizes[i]);
          return tier < 0 ? a.index - b.index : b.prizes[tier] - a.prizes[tier];
        });
      expect(check.winners.map(({ index, prizes: each }) => ({ index, prizes: each.map(Number) }))).toEqual(winners.slice(0, LIMIT));
      expect(check.winners.map(({ numbers, extras }) => ({ numbers, extras }))).toEqual(
        winners.slice(0, LIMIT).map(({ index }) => games[index]),
      );
    }
  });
});

describe('a check of games without their extras', () => {
  const check = (id: string, result: Result, batches: Game[][]) => {
    const lottery = findLottery(id) as Lottery;
    const checked = new DrawCheck(lottery, result, LIMIT, new KnownPrizes());
    for (const games of batches) {
      const [{ numbers, extras }] = games;
      const packed = Uint8Array.from(games.flatMap((game) => [...game.numbers, ...game.extras]));
      checked.add({ count: games.length, picks: numbers.length, extraPicks: extras.length, numbers: packed }, 0);
    }
    return {
      checked,
      totals: checked.totals.map(({ games, prizes, undecided, undecidedGames }) => [games, Number(prizes), undecided, undecidedGames]),
    };
  };
  const drawn = [1, 2, 3, 4, 5, 6, 7];

  it('counts the tiers that numbers decide, and says for how many games the other tiers are unknown', () => {
    const games = [
      { numbers: drawn, extras: [] },
      { numbers: [1, 2, 3, 4, 8, 9, 10], extras: [] },
    ];
    const { checked, totals } = check('dia-de-sorte', { numbers: drawn, extras: [3] }, [games, [{ numbers: drawn, extras: [3] }]]);
    expect(totals).toEqual([
      [2, 2, false, 0],
      [0, 0, false, 0],
      [0, 0, false, 0],
      [1, 1, false, 0],
      // The game that has its month wins; two games do not say.
      [1, 1, true, 2],
    ]);
    expect(checked.winners).toHaveLength(3);
    const clubs = check('timemania', { numbers: drawn, extras: [3] }, [[{ numbers: [...drawn, 50, 60, 70], extras: [] }]]).totals;
    expect(clubs.map(([prizes, , undecided]) => [prizes, undecided])).toEqual([
      [1, false],
      [0, false],
      [0, false],
      [0, false],
      [0, false],
      [0, true],
    ]);
  });

  it.each([
    ['mais-milionaria', [1, 2, 3, 4, 5, 6], [1, 2]],
    ['powerball', [1, 2, 3, 4, 5], [1]],
    ['euromillions', [1, 2, 3, 4, 5], [1, 2]],
  ])('of %s knows no tier: every tier needs the extras', (id, numbers, extras) => {
    const { checked, totals } = check(id, { numbers, extras }, [[{ numbers, extras: [] }]]);
    expect(totals.every(([games, prizes, undecided, unknown]) => games === 0 && prizes === 0 && undecided && unknown === 1)).toBe(true);
    expect(checked.winners).toEqual([]);
  });
});

/** Of few numbers, so that games hit them often; now and then without what was drawn beside them. */
function randomResult({ columnSize, drawSize, extra, bonus }: Lottery, random: Random): Result {
  if (columnSize) return { numbers: numbersTo(7).map((column) => (column - 1) * 10 + random.between(1, 4)), extras: [] };
  const numbers = random.choose(numbersTo(15), drawSize);
  const left = numbersTo(15).filter((number) => !numbers.includes(number));
  return {
    numbers,
    extras: extra && random.below(4) > 0 ? random.choose(numbersTo(6), extra.drawn) : [],
    bonus: bonus && random.below(4) > 0 ? random.choose(left, 1)[0] : undefined,
  };
}

function randomGame({ columnSize }: Lottery, picks: number, extraPicks: number, random: Random): Game {
  if (!columnSize) return { numbers: random.choose(numbersTo(15), picks), extras: random.choose(numbersTo(6), extraPicks) };
  const fuller = random.choose(numbersTo(7), picks % 7);
  const numbers = numbersTo(7).flatMap((column) => {
    const marks = Math.floor(picks / 7) + (fuller.includes(column) ? 1 : 0);
    return random.choose(numbersTo(5), marks).map((digit) => (column - 1) * 10 + digit);
  });
  return { numbers, extras: [] };
}

/** How many simple bets of a game win each tier: bet by bet, hit by hit. */
function prizesOneByOne(lottery: Lottery, { numbers, extras }: Game, result: Result): number[] {
  const { minPicks, extra, columnSize } = lottery;
  const bets = columnSize ? oneOfEachColumn(numbers, columnSize) : subsetsOf(numbers, minPicks);
  const beside = subsetsOf(extras, extra?.minPicks ?? 0);
  return lottery.tiers.map(({ hits, extraHits, bonus }) => {
    const winning = bets.filter(
      (bet) =>
        (hits === undefined || common(bet, result.numbers) === hits) &&
        (bonus === undefined || (result.bonus !== undefined && bet.includes(result.bonus)) === bonus),
    );
    return winning.length * beside.filter((some) => extraHits === undefined || extraHits.includes(common(some, result.extras))).length;
  });
}

function oneOfEachColumn(numbers: number[], columnSize: number): number[][] {
  const columns = numbersTo(7).map((column) => numbers.filter((number) => Math.ceil(number / columnSize) === column));
  return columns.reduce<number[][]>((bets, marked) => bets.flatMap((bet) => marked.map((number) => [...bet, number])), [[]]);
}

function subsetsOf(numbers: number[], size: number): number[][] {
  if (size === 0) return [[]];
  return numbers.flatMap((number, i) => subsetsOf(numbers.slice(i + 1), size - 1).map((rest) => [number, ...rest]));
}

function common(a: readonly number[], b: readonly number[]): number {
  return a.filter((number) => b.includes(number)).length;
}
