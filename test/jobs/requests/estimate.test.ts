import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GameSpec } from '../../../services/client/library/client.js';
import { allGames } from '../../support/data/all-games.js';
import { numbersTo, Random, SEED } from '../../support/data/random.js';
import { type Services, startServices } from '../../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices({ GENERATOR_THREADS: '2' });
});
afterAll(() => services.stop());

const estimate = (spec: GameSpec, exact = false) => services.jobs.client.estimateJob({ spec, exact });
const refusal = (spec: GameSpec, exact = false) =>
  estimate(spec, exact).then(
    () => {
      throw new Error('the spec was accepted');
    },
    (error) => error.violations,
  );

describe(`an estimate (seed ${SEED})`, () => {
  it('is exact for a small space without a request for it, and reports a quantity that the rules cannot satisfy', async () => {
    const constraints = { poolNumbers: [1, 2, 3, 4, 11, 12, 13, 14, 25] };
    const found = await estimate({ quantity: 64, seed: 5, constraints });
    expect(found).toMatchObject({ exact: true, candidates: '84', accepted: '64', feasibility: 'FEASIBILITY_YES' });
    expect((await services.jobs.games({ quantity: 64, seed: 5, constraints })).summary.games).toBe('64');
    expect(await estimate({ quantity: 65, seed: 5, constraints })).toMatchObject({
      feasibility: 'FEASIBILITY_NO',
      explanation: 'only 64 games satisfy the rules: the others come on a later level, but the candidates run out first',
    });
    expect(await estimate({ quantity: 85, seed: 5, constraints })).toMatchObject({
      feasibility: 'FEASIBILITY_NO',
      explanation: 'only 84 games satisfy the rules that hold always',
    });
  });

  it('computes how many games a repetition rule leaves room for', async () => {
    const pairs = await estimate({ quantity: 500, seed: 1, rules: [{ id: 'pairs' }] });
    expect(pairs.bounds[0]).toMatchObject({ ruleId: 'pairs', max: 2, window: 500, games: '236', through: 'LEVEL_NORMAL' });
    // Each game beyond the room costs a quarter of a million candidates, more than the fifty million candidates allow for 500 games.
    expect(pairs).toMatchObject({ feasibility: 'FEASIBILITY_UNKNOWN' });
    expect((await estimate({ quantity: 300, seed: 1, rules: [{ id: 'pairs' }] })).feasibility).toBe('FEASIBILITY_RELAXED');
    expect(pairs.explanation).toContain('at most 236 of 500 games in a row');
    // The bound of 236 leaves no pair unused: the first games of the job show that a later level is needed before.
    const full = await estimate({ quantity: 236, seed: 1, rules: [{ id: 'pairs' }] });
    expect(full).toMatchObject({
      feasibility: 'FEASIBILITY_RELAXED',
      explanation: expect.stringMatching(/^\d+ of the first \d+ games come on a later level$/),
    });
    expect((await estimate({ quantity: 60, seed: 1, rules: [{ id: 'pairs' }] })).feasibility).toBe('FEASIBILITY_YES');
    // No two games may share two numbers: at most C(60, 2) / C(6, 2) = 118 games.
    expect(await estimate({ quantity: 2_000, constraints: { maxRepetition: 1, window: 1_000 } })).toMatchObject({
      feasibility: 'FEASIBILITY_NO',
      explanation: 'repetition at most 1 leaves room for at most 118 of 1001 games in a row',
    });
    const fixed = await estimate({ quantity: 10, rules: [{ id: 'pairs', max: 3 }], constraints: { fixedNumbers: [7, 8] } });
    expect(fixed.bounds[0]).toMatchObject({ games: '3' });
  });

  it('generates the first games under rules over earlier games, and reports that games that all share five numbers run out', async () => {
    const spec = { quantity: 500, seed: 1, constraints: { minRepetition: 5, poolNumbers: numbersTo(14) } };
    const found = await estimate({ ...spec, rules: [{ id: 'longest-run', enabled: false }] });
    expect(found).toMatchObject({
      feasibility: 'FEASIBILITY_NO',
      explanation: expect.stringMatching(/^the candidates run out after \d+ games/),
    });
    // In the middle of a job as large as the sets allow, nothing is promised.
    const few = await estimate({ quantity: 3, seed: 1, constraints: { minRepetition: 1 } });
    expect(few.feasibility).toBe('FEASIBILITY_YES');
  });

  it('refuses rules over earlier games that the first game breaks', async () => {
    for (const rule of [
      { id: 'same-first', window: 100, min: 2, max: 5 },
      { id: 'pairs', min: 2 },
      { id: 'triples', max: 2, negated: true },
    ]) {
      expect(await refusal({ quantity: 10, rules: [rule] })).toMatchObject([
        { field: 'spec.rules', description: expect.stringContaining('cannot hold: the first game always measures 1') },
      ]);
    }
  });

  it('refuses rules that no game satisfies, alone or together, and names them', async () => {
    expect(
      await refusal({
        quantity: 1,
        rules: [
          { id: 'primes', min: 5 },
          { id: 'even', min: 3 },
        ],
      }),
    ).toEqual([{ field: 'spec.rules', description: 'even (3 to 6) and primes (5 to 6) cannot hold together' }]);
    const constraints = { poolNumbers: [30, 31, 32, 40, 41, 42, 50] };
    expect(
      await refusal({
        quantity: 1,
        constraints,
        rules: [
          { id: 'sum', max: 100 },
          { id: 'low', min: 2 },
        ],
      }),
    ).toEqual([
      { field: 'spec.rules', description: 'low (2 to 6) cannot hold: games of these numbers have 0 to 1' },
      { field: 'spec.rules', description: 'sum (21 to 100) cannot hold: games of these numbers have 216 to 236' },
    ]);
    expect(await refusal({ quantity: 1, rules: [{ id: 'each-quadrant', max: 1 }] })).toMatchObject([
      { description: expect.stringContaining('each-quadrant (0 to 1)') },
    ]);
    // Two numbers in each of six rows are twelve numbers, more than a game has.
    expect(await refusal({ quantity: 1, rules: [{ id: 'each-row', min: 2 }] })).toEqual([
      { field: 'spec.rules', description: 'each-row (2 to 6) cannot hold: the counts of its parts cannot add up to a game' },
    ]);
    expect(
      await refusal({
        quantity: 1,
        rules: [
          { id: 'group', numbers: [1, 2], min: 2 },
          { id: 'group', numbers: [2, 3], max: 0 },
        ],
      }),
    ).toEqual([{ field: 'spec.rules', description: 'group:1,2 (2 to 6) and group:2,3 (0 to 0) cannot hold together' }]);
    // StreamGames refuses the spec in the same way.
    await expect(
      services.jobs.games({
        quantity: 1,
        rules: [
          { id: 'primes', min: 5 },
          { id: 'even', min: 3 },
        ],
      }),
    ).rejects.toMatchObject({
      violations: [{ field: 'spec.rules' }],
    });
  });

  it('reports the possible first and last numbers when a rule on them cannot hold', async () => {
    const poolNumbers = [30, 31, 32, 40, 41, 42, 50];
    const refusedOf = async (fixedNumbers: number[], rule: object) => {
      const refused = await refusal({ quantity: 1, constraints: { poolNumbers, fixedNumbers }, rules: [rule] });
      return refused.map(({ description }: { description: string }) => description);
    };
    const of = 'cannot hold: games of these numbers have';
    // The pool has seven numbers, and a game leaves out one of them.
    expect(await refusedOf([], { id: 'first-number', min: 32 })).toEqual([`first-number (32 to 55) ${of} 30 to 31`]);
    expect(await refusedOf([], { id: 'first-number', max: 29 })).toEqual([`first-number (1 to 29) ${of} 30 to 31`]);
    expect(await refusedOf([30], { id: 'first-number', min: 31 })).toEqual([`first-number (31 to 55) ${of} 30 to 30`]);
    expect(await refusedOf([], { id: 'last-number', max: 41 })).toEqual([`last-number (6 to 41) ${of} 42 to 50`]);
    expect(await refusedOf([], { id: 'last-number', min: 51 })).toEqual([`last-number (51 to 60) ${of} 42 to 50`]);
    expect(await refusedOf([50], { id: 'last-number', max: 49 })).toEqual([`last-number (6 to 49) ${of} 50 to 50`]);
    // Sums of six of the pool: 216 without 50, 236 without 30; with 30 and 50 fixed, 224 without 42 and 235 without 31.
    expect(await refusedOf([30, 50], { id: 'sum', max: 223 })).toEqual([`sum (21 to 223) ${of} 224 to 235`]);
    expect(await refusedOf([30, 50], { id: 'sum', min: 236 })).toEqual([`sum (236 to 345) ${of} 224 to 235`]);
    // A bound that a single game satisfies is not a conflict.
    for (const rule of [
      { id: 'first-number', min: 31 },
      { id: 'last-number', max: 42 },
      { id: 'sum', max: 216 },
    ]) {
      await expect(estimate({ quantity: 1, constraints: { poolNumbers }, rules: [rule] })).resolves.toBeDefined();
    }
  });

  it('never refuses rules that some game satisfies, and always refuses one or two counts that no game satisfies', async () => {
    const random = new Random(SEED);
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const pool = random.choose(numbersTo(60), random.between(7, 12));
      const fixedNumbers = random.choose(pool, random.below(3));
      const rules = Array.from({ length: random.between(1, 4) }, () => {
        const bounds = [random.below(7), random.below(7)].sort((a, b) => a - b);
        return {
          id: 'group',
          numbers: random.choose(numbersTo(60), random.between(1, 40)),
          min: bounds[0],
          max: Math.max(bounds[0] || 1, bounds[1]),
        };
      }).filter(({ min, max }) => min > 0 || max < 6);
      const some = allGames(pool, 6).some(
        (game) =>
          fixedNumbers.every((number) => game.includes(number)) &&
          rules.every(({ numbers, min, max }) => {
            const count = game.filter((number) => numbers.includes(number)).length;
            return count >= min && count <= max;
          }),
      );
      const found = await estimate({ quantity: 1, rules, constraints: { poolNumbers: pool, fixedNumbers } }).catch((error) => error);
      if (found.code === 'INVALID_ARGUMENT') {
        refused++;
        if (some) expect({ pool, fixedNumbers, rules, said: found.message }).toBe('impossible');
      } else if (!some && rules.length <= 2) {
        // The estimate examines one or two counts together, so that it must detect every conflict between them.
        expect({ pool, fixedNumbers, rules, said: 'possible' }).toBe('impossible');
      }
    }
    expect(refused).toBeGreaterThan(30);
    expect(refused).toBeLessThan(290);
  });

  it('is refused when an exact count is requested for a space above the limit', async () => {
    expect(await refusal({ quantity: 1, picks: 7 }, true)).toEqual([
      { field: 'exact', description: 'the space has 386206920 games, more than 60000000' },
    ]);
  });

  it('stops its work when the caller cancels the call', async () => {
    const controller = new AbortController();
    const call = services.jobs.client.estimateJob({ spec: { quantity: 1 }, exact: true }, { signal: controller.signal });
    const { threads } = services.generator;
    const done = threads.completed;
    await expect.poll(() => threads.completed).toBeGreaterThan(done);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    // The generator threads are free again.
    expect((await services.jobs.games({ quantity: 1_000, seed: 1 }, 'GENERATION_MODE_PARALLEL')).summary.games).toBe('1000');
  });
});
