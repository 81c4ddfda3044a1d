import { describe, expect, it } from 'vitest';
import { Core } from '../../services/shared/core/core.js';
import { loadCoreModule } from '../../services/shared/core/core-module.js';
import { combinations } from '../../services/shared/lotteries/combinations.js';
import { programOf } from '../support/programs.js';
import { numbersTo, Random, SEED } from '../support/random.js';

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
    [60, 6],
  ])('of a pool of %i and games of %i visits every game of the space once', async (poolSize, picks) => {
    const { program, spaceSize } = await programOf({ quantity: 1, picks, seed: SEED, constraints: { poolNumbers: numbersTo(poolSize) } });
    expect(spaceSize).toBe(combinations(poolSize, picks));
    core.configure(program);
    const size = Number(spaceSize);
    const visited = new Uint8Array(size);
    for (let index = 0n; index < spaceSize; index++) visited[Number(core.candidateRank(index))]++;
    let once = 0;
    for (const times of visited) if (times === 1) once++;
    expect(once).toBe(size);
    console.log(`C(${poolSize}, ${picks}): ${once} of ${size} ranks visited exactly once`);
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
});
