import { describe, expect, it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import { combinations } from '../../services/domain/lotteries/combinations.js';
import { gamesInColumns } from '../../services/orchestrator/game-spec/space.js';
import { allGames } from '../support/data/all-games.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { GOLDEN, mix, U64 } from '../support/reference/splitmix64.js';
import { visitAllRanks } from './visit-all-ranks.js';

const core = new Core(loadCoreModule());

/** rank = C(c_k - 1, k) + ... + C(c_1 - 1, 1): the combinatorial number system over positions in the free numbers. */
function rankOf(game: Uint8Array, free: number[]): bigint {
  return [...game]
    .filter((number) => free.includes(number))
    .reduce((rank, number, i) => rank + combinations(free.indexOf(number), i + 1), 0n);
}

describe(`the permutation (seed ${SEED})`, () => {
  it.each([
    [7, 6],
    [9, 6],
    [12, 6],
    [20, 6],
    [22, 11],
    [30, 6],
  ])('of a pool of %i and games of %i visits every game of the space once', async (poolSize, picks) => {
    await visitAllRanks(core, poolSize, picks);
  });

  it('is another one for another seed', async () => {
    const orders = await Promise.all(
      [1, 2].map(async (seed) => {
        const { program } = await programOf({ quantity: 1, seed });
        core.configure(program);
        return Array.from({ length: 1_000 }, (_, i) => core.candidateRank(BigInt(i)));
      }),
    );
    expect(orders[0].filter((rank, i) => rank === orders[1][i]).length).toBeLessThan(5);
  });
});

describe(`the order of a small space (seed ${SEED})`, () => {
  it.each([
    [6, 2, 15],
    [6, 3, 20],
    [12, 4, 495],
  ])(
    'of a pool of %i and games of %i is any order: half of the orders are odd, and each place has each game as often',
    async (pool, picks, size) => {
      const rounds = 4_000;
      let odd = 0;
      const firsts = Array<number>(size).fill(0);
      const { program } = await programOf({ lottery: 'custom', custom: { universeSize: pool }, quantity: 1, picks, seed: 1 });
      for (let round = 0; round < rounds; round++) {
        core.configure({ ...program, seed: BigInt(SEED) * 10_000n + BigInt(round) });
        const order = Array.from({ length: size }, (_, i) => Number(core.candidateRank(BigInt(i))));
        firsts[order[0]]++;
        odd += isOdd(order) ? 1 : 0;
      }
      // Six standard deviations.
      expect(Math.abs(odd - rounds / 2)).toBeLessThan(6 * Math.sqrt(rounds / 4));
      const chiSquare = firsts.reduce((sum, count) => sum + (count - rounds / size) ** 2 / (rounds / size), 0);
      expect(chiSquare).toBeLessThan(size - 1 + 6 * Math.sqrt(2 * (size - 1)));
    },
  );
});

/** Whether a permutation is odd: it has an odd number of cycles of even length. */
function isOdd(order: number[]): boolean {
  const seen = new Set<number>();
  let odd = false;
  for (const start of order) {
    let length = 0;
    for (let at = start; !seen.has(at); at = order[at]) {
      seen.add(at);
      length++;
    }
    if (length > 0 && length % 2 === 0) odd = !odd;
  }
  return odd;
}

/** What permutation.ts says of itself, in numbers of any size. */
function permuted(index: bigint, size: bigint, seed: bigint): bigint {
  if (size <= 4_096n) return BigInt(shuffled(Number(size), seed)[Number(index)]);
  let half = 1n;
  while (1n << (2n * half) < size) half++;
  const keys = numbersTo(6).map((round) => mix((seed + BigInt(round) * GOLDEN) & U64));
  let value = index;
  do {
    let [left, right] = [value >> half, value & ((1n << half) - 1n)];
    for (const key of keys) {
      let mixed = ((right + key) * GOLDEN) & U64;
      mixed = ((mixed ^ (mixed >> 32n)) * 0xd6e8feb86659fd93n) & U64;
      [left, right] = [right, left ^ (mixed >> (64n - half))];
    }
    value = (left << half) | right;
  } while (value >= size);
  return value;
}

/** All orders equally likely: of the values that are left, one after the other is drawn for the last free place. */
function shuffled(size: number, seed: bigint): number[] {
  const order = numbersTo(size).map((number) => number - 1);
  let state = seed;
  const below = (bound: bigint): number => {
    state = (state + GOLDEN) & U64;
    const product = (mix(state) >> 32n) * bound;
    return (product & 0xffff_ffffn) < 2n ** 32n % bound ? below(bound) : Number(product >> 32n);
  };
  for (let last = size - 1; last > 0; last--) {
    const drawn = below(BigInt(last + 1));
    [order[drawn], order[last]] = [order[last], order[drawn]];
  }
  return order;
}

/** What samples.ts says of itself: numbers by Floyd's algorithm, extras by selection sampling, of unbiased random integers (Lemire). */
function sampled(index: bigint, seed: bigint, free: number[], drawn: number, pool: number[], extraPicks: number) {
  let state = mix(mix((seed + GOLDEN) & U64) ^ mix((index + GOLDEN) & U64));
  const below = (bound: number) => {
    for (;;) {
      state = (state + GOLDEN) & U64;
      const product = (mix(state) >> 32n) * BigInt(bound);
      if ((product & 0xffff_ffffn) >= 2n ** 32n % BigInt(bound)) return Number(product >> 32n);
    }
  };
  const taken = new Set<number>();
  for (let last = free.length - drawn; last < free.length; last++) {
    const position = below(last + 1);
    taken.add(taken.has(position) ? last : position);
  }
  const extras: number[] = [];
  for (const [i, extra] of pool.entries()) {
    if (extras.length < extraPicks && below(pool.length - i) < extraPicks - extras.length) extras.push(extra);
  }
  return { numbers: free.filter((_, position) => taken.has(position)), extras };
}

describe(`the games of a spec are those of every server of core version 3: others need another version (seed ${SEED})`, () => {
  it('by the published sequence of splitmix64', () => {
    const sequence = numbersTo(5).map((i) => mix((1_234_567n + BigInt(i) * GOLDEN) & U64));
    expect(sequence).toEqual([
      ...[6_457_827_717_110_365_317n, 3_203_168_211_198_807_973n, 9_817_491_932_198_370_423n],
      ...[4_593_380_528_125_082_431n, 16_408_922_859_458_223_821n],
    ]);
  });

  it('in the order of the permutation', async () => {
    expect(core.version).toBe(3);
    const random = new Random(SEED);
    for (const [poolSize, picks] of [
      [6, 6],
      [7, 6],
      [9, 6],
      [14, 6],
      [15, 6],
      [30, 6],
      [60, 6],
      [60, 20],
    ]) {
      for (const seed of [0, 1, random.below(1_000_000_000), Number.MAX_SAFE_INTEGER]) {
        const { program, spaceSize } = await programOf({ quantity: 1, picks, seed, constraints: { poolNumbers: numbersTo(poolSize) } });
        core.configure(program);
        for (let i = 0n; i < 200n && i < spaceSize; i++) expect(core.candidateRank(i)).toBe(permuted(i, spaceSize, BigInt(seed)));
        expect(core.candidateRank(spaceSize - 1n)).toBe(permuted(spaceSize - 1n, spaceSize, BigInt(seed)));
      }
    }
  });

  it('in spaces too large to be numbered', async () => {
    const { program: lotomania } = await programOf({ lottery: 'lotomania', quantity: 1, seed: SEED });
    const { program: custom } = await programOf({
      ...{ lottery: 'custom', custom: { universeSize: 128 }, picks: 40, quantity: 1, seed: 7 },
      constraints: { fixedNumbers: [3, 100], excludedNumbers: [64, 65] },
    });
    // No lottery has so many games and extras beside, but a core takes them.
    const extraNumbers = Uint8Array.from([1, 2, 5, 9, 70, 128]);
    // Two samples of this seed of which one throw in some hundred million is thrown again.
    const { program: again } = await programOf({ lottery: 'lotomania', quantity: 1, seed: 1 });
    const rare = [207_902n, 1_223_800n];
    for (const program of [
      again,
      lotomania,
      custom,
      { ...custom, extraNumbers, extraPicks: 3 },
      { ...custom, extraNumbers, extraPicks: 6 },
    ]) {
      core.configure(program);
      const { picks, freeNumbers, fixedNumbers, seed } = program;
      const drawn = picks - fixedNumbers.length;
      for (const i of program === again ? rare : numbersTo(500).map(BigInt)) {
        const { numbers, extras } = sampled(i, seed, [...freeNumbers], drawn, [...program.extraNumbers], program.extraPicks);
        const game = [...core.unrank(core.candidateRank(i))];
        expect(game.slice(0, picks)).toEqual([...fixedNumbers, ...numbers].toSorted((a, b) => a - b));
        expect(game.slice(picks)).toEqual(extras);
      }
    }
  });
});

describe('unranking', () => {
  it('of all ranks of a space gives every game once, in colexicographic order', async () => {
    const { program } = await programOf({ quantity: 1, constraints: { poolNumbers: numbersTo(14) } });
    core.configure(program);
    const texts = Array.from({ length: Number(combinations(14, 6)) }, (_, rank) =>
      [...core.unrank(BigInt(rank))]
        .toReversed()
        .map((n) => String.fromCharCode(n))
        .join(''),
    );
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).toEqual(texts.toSorted());
  });

  it.each(numbersTo(15).map((i) => i + 5))('is the inverse of ranking for games of %i', async (picks) => {
    const random = new Random(SEED + picks);
    for (let round = 0; round < 20; round++) {
      const fixed = random.choose(numbersTo(60), random.below(picks));
      const excluded = random.choose(
        numbersTo(60).filter((number) => !fixed.includes(number)),
        random.below(60 - picks),
      );
      const free = numbersTo(60).filter((number) => !fixed.includes(number) && !excluded.includes(number));
      const { program, spaceSize } = await programOf({
        quantity: 1,
        picks,
        constraints: { fixedNumbers: fixed, excludedNumbers: excluded },
      });
      core.configure(program);
      for (const rank of [0n, spaceSize - 1n, (spaceSize * BigInt(random.below(1_000_000))) / 1_000_000n]) {
        const game = core.unrank(rank);
        expect([...game]).toEqual([...game].toSorted((a, b) => a - b));
        expect(fixed.every((number) => game.includes(number))).toBe(true);
        expect(excluded.some((number) => game.includes(number))).toBe(false);
        expect(rankOf(game, free)).toBe(rank);
      }
    }
  });

  it('of tickets of columns gives every game with as many numbers of each column as are allowed, with fixed and without some numbers', async () => {
    const random = new Random(SEED);
    const { program } = await programOf({ lottery: 'custom', custom: { universeSize: 13 }, quantity: 1, picks: 5 });
    let spaces = 0;
    for (let round = 0; round < 60; round++) {
      const columns = { size: random.between(3, 5), least: random.below(2), most: random.between(1, 3) };
      const picks = random.between(3, 6);
      const fixed = random.choose(numbersTo(13), random.below(4));
      const free = random.choose(
        numbersTo(13).filter((number) => !fixed.includes(number)),
        random.between(7, 13 - fixed.length),
      );
      const expected = allGames(free, picks - fixed.length)
        .map((game) => [...game, ...fixed].toSorted((a, b) => a - b))
        .filter((game) =>
          numbersTo(Math.ceil(13 / columns.size)).every((column) => {
            const count = game.filter((number) => Math.ceil(number / columns.size) === column).length;
            return count >= columns.least && count <= columns.most;
          }),
        );
      expect(gamesInColumns(columns, 13, free, fixed, picks)).toBe(BigInt(expected.length));
      const asked = {
        ...program,
        scoreTerms: [],
        rules: [],
        picks,
        columns,
        freeNumbers: Uint8Array.from(free),
        fixedNumbers: Uint8Array.from(fixed),
      };
      if (expected.length === 0) {
        expect(() => core.configure(asked)).toThrow(/no game is possible/);
        continue;
      }
      const space = core.configure(asked);
      const games = Array.from({ length: Number(space) }, (_, rank) => [...core.unrank(BigInt(rank))].join(' '));
      expect(games.toSorted()).toEqual(expected.map((game) => game.join(' ')).toSorted());
      spaces++;
    }
    expect(spaces).toBeGreaterThan(10);
  });
});
