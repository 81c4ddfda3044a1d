import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GameSpec } from '../../../services/client/library/client.js';
import { combinations } from '../../../services/domain/lotteries/combinations.js';
import { SEED } from '../../support/data/random.js';
import { type Services, startServices } from '../../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices({ GENERATOR_THREADS: '2' });
});
afterAll(() => services.stop());

const estimate = (spec: GameSpec, exact = false) => services.jobs.client.estimateJob({ spec, exact });

describe(`an estimate (seed ${SEED})`, () => {
  it('counts the valid games of Mega-Sena exactly as combinatorics predicts', async () => {
    const start = performance.now();
    const found = await estimate({ quantity: 1_000_000, seed: 1 }, true);
    console.log(`50,063,860 games judged in ${((performance.now() - start) / 1000).toFixed(1)} s on 2 threads`);
    expect(found).toMatchObject({ exact: true, candidates: '50063860', spaceSize: '50063860', feasibility: 'FEASIBILITY_YES' });
    const rejections = Object.fromEntries(found.rules.map(({ id, rejections: count }) => [id, Number(count)]));
    const oneKind = Number(combinations(30, 6));
    // Games with a run of four or more, without the games of the first and of the last six numbers, which earlier rules reject. No game with
    // such a run is all odd or all even.
    const runs = longRuns(60, 6, 4) - 2;
    expect(rejections).toEqual({
      ...{ 'not-all-odd': oneKind, 'not-all-even': oneKind, 'not-the-first-numbers': 1, 'not-the-last-numbers': 1 },
      'longest-run': runs,
    });
    expect(Number(found.accepted)).toBe(50_063_860 - 2 * oneKind - 2 - runs);
    expect(found.validGames).toBe(found.accepted);
    expect(found.acceptanceLow).toBe(found.acceptanceHigh);
    expect(found.priceCentavos).toBe('600000000');
  });

  it('from a sample agrees with the exact acceptance rate within its margin of error', async () => {
    const spec: GameSpec = {
      quantity: 1_000,
      seed: SEED,
      rules: [
        { id: 'sum', min: 150, max: 200 },
        { id: 'primes', max: 2 },
      ],
    };
    const [sample, exact] = [await estimate(spec), await estimate(spec, true)];
    expect(sample).toMatchObject({ exact: false, candidates: '200000' });
    // Three times the half-width of the interval, which a correct estimate exceeds once in a hundred million runs.
    const margin = (sample.acceptanceHigh - sample.acceptanceLow) * 1.5;
    expect(Math.abs(exact.acceptanceRate - sample.acceptanceRate)).toBeLessThan(margin);
    expect(margin).toBeLessThan(0.01);
    expect(Math.abs(Number(sample.validGames) / Number(exact.validGames) - 1)).toBeLessThan(0.05);
  });
});

/** Counts the games of `picks` out of `universe` numbers that have a run of `run` or more, by dynamic programming over the numbers. */
function longRuns(universe: number, picks: number, run: number): number {
  // Number of games without such a run, by "numbers taken" and "length of the current run".
  let ways = new Map<string, number>([['0 0', 1]]);
  for (let number = 1; number <= universe; number++) {
    const next = new Map<string, number>();
    const add = (taken: number, length: number, count: number) =>
      next.set(`${taken} ${length}`, (next.get(`${taken} ${length}`) ?? 0) + count);
    for (const [key, count] of ways) {
      const [taken, length] = key.split(' ').map(Number);
      add(taken, 0, count);
      if (taken < picks && length + 1 < run) add(taken + 1, length + 1, count);
    }
    ways = next;
  }
  let without = 0;
  for (const [key, count] of ways) if (Number(key.split(' ')[0]) === picks) without += count;
  return Number(combinations(universe, picks)) - without;
}
