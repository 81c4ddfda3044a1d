import { describe, expect, it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { RULES } from '../../services/domain/rules/catalogue.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { GOLDEN, mix, U64 } from '../support/reference/splitmix64.js';

const core = new Core(loadCoreModule());
const GAMES = 200_000;

/** Turns every rule off, so that only the weighting rejects games. */
const NO_RULES = RULES.filter(
  ({ setBy, on }) => !setBy && on({ lottery: findLottery('mega-sena') as Lottery, picks: 6, draws: [[1]] }),
).map(({ id }) => ({ id, enabled: false }));

/** A history that strongly favours the multiples of three. */
function unevenDraws(random: Random, universeSize: number, size: number): number[][] {
  return Array.from({ length: 400 }, () => {
    const favoured = random.choose(
      numbersTo(universeSize).filter((number) => number % 3 === 0),
      2,
    );
    const others = numbersTo(universeSize).filter((number) => !favoured.includes(number));
    return [...favoured, ...random.choose(others, size - 2)].sort((a, b) => a - b);
  });
}

/** The number of games that contain each number. */
async function inclusions(weighting: string, seed: number, draws: number[][]): Promise<number[]> {
  const { program } = await programOf(
    { quantity: GAMES, seed, rules: NO_RULES, weighting: `NUMBER_WEIGHTING_${weighting}` as 'NUMBER_WEIGHTING_FREQUENCY' },
    draws,
  );
  core.configure(program);
  core.startChunk({ chunk: 0, quantity: GAMES, cursor: 0n }, 1, new Uint8Array(0));
  const counts = Array<number>(60).fill(0);
  for (let games = 0; games < GAMES; ) {
    const batch = core.generate(GAMES - games, 100_000).games;
    for (const number of batch.numbers) counts[number - 1]++;
    games += batch.count;
  }
  return counts;
}

/**
 * The chance of each number to be in a game of `picks`, when the chance of a game is proportional to the product of the weights of its
 * numbers. For a number of weight w the chance is w e(picks - 1, the other weights) / e(picks, all weights), where e is the elementary
 * symmetric polynomial.
 */
function inclusionChances(weights: number[], picks: number): number[] {
  const polynomials = (of: number[]) => {
    const e = [1, ...Array<number>(picks).fill(0)];
    for (const weight of of) for (let k = picks; k > 0; k--) e[k] += weight * e[k - 1];
    return e;
  };
  const all = polynomials(weights)[picks];
  return weights.map((weight, i) => (weight * polynomials(weights.filter((_, j) => j !== i))[picks - 1]) / all);
}

/** Pearson's chi-square statistic, multiplied by (N - 1) / (N - k) because the k numbers of a game are all different (N = 60). */
function chiSquare(counts: number[], chances: number[]): number {
  const statistic = counts.reduce((sum, count, i) => sum + (count - GAMES * chances[i]) ** 2 / (GAMES * chances[i]), 0);
  return (statistic * 59) / (60 - 6);
}

/**
 * The random value from 0 to below 1 that decides whether a game is accepted. The value depends only on seed and game. A core with other
 * values gives other games and needs another core version.
 */
function randomValueOf(game: number[], seed: bigint): number {
  const mask = game.reduce((bits, number) => bits | (1n << BigInt(number - 1)), 0n);
  const key = mix(seed ^ GOLDEN);
  return Number(mix(mix((key + (mask & U64)) & U64) ^ (((mask >> 64n) + GOLDEN) & U64)) >> 11n) / 2 ** 53;
}

// With 59 degrees of freedom, one run in a million exceeds this value.
const LIMIT = 126;

describe(`number weighting (seed ${SEED})`, () => {
  const draws = unevenDraws(new Random(SEED), 60, 6);
  const frequency = numbersTo(60).map((number) => draws.filter((draw) => draw.includes(number)).length + 1);
  const uniform = Array<number>(60).fill(1 / 10);

  it('UNIFORM accepts all numbers equally often', async () => {
    const statistic = chiSquare(await inclusions('UNIFORM', SEED, draws), uniform);
    console.log(`UNIFORM: chi-square ${statistic.toFixed(1)} on 59 degrees of freedom`);
    expect(statistic).toBeLessThan(LIMIT);
    expect(statistic).toBeGreaterThan(15);
  });

  it('FREQUENCY favours the frequent numbers of the history, and BALANCED the rare ones', async () => {
    for (const [weighting, weights] of [
      ['FREQUENCY', frequency],
      ['BALANCED', frequency.map((count) => 1 / count)],
    ] as const) {
      const counts = await inclusions(weighting, SEED + 1, draws);
      const statistic = chiSquare(counts, inclusionChances([...weights], 6));
      const against = chiSquare(counts, uniform);
      console.log(`${weighting}: chi-square ${statistic.toFixed(1)} from the expected frequencies, ${against.toFixed(0)} from uniform`);
      expect(statistic).toBeLessThan(LIMIT);
      expect(against).toBeGreaterThan(10 * LIMIT);
    }
  });

  it('gives distinct and repeatable games, counts its rejections, and accepts mostly the same games with another chunk size', async () => {
    const spec = { quantity: 5_000, seed: SEED, weighting: 'NUMBER_WEIGHTING_FREQUENCY' as const };
    const games = async (chunkSize: number) => {
      const { program, rules } = await programOf({ ...spec, chunkSize }, draws);
      core.configure(program);
      const found: string[] = [];
      const rejections = rules.map(() => 0);
      for (let chunk = 0; chunk < program.chunkCount; chunk++) {
        core.startChunk({ chunk, quantity: chunkSize, cursor: 0n }, program.chunkCount, new Uint8Array(0));
        for (let count = 0; count < chunkSize; ) {
          const batch = core.generate(chunkSize - count, 50_000).games;
          for (let i = 0; i < batch.count; i++) found.push(batch.numbers.subarray(i * 6, i * 6 + 6).join(' '));
          count += batch.count;
        }
        for (const [i, count] of core.rejections.entries()) rejections[i] += count;
      }
      return { found, refused: rejections[rules.findIndex(({ id }) => id === 'weighting')] };
    };
    const { found, refused } = await games(1_000);
    expect(new Set(found).size).toBe(5_000);
    expect(refused).toBeGreaterThan(0);
    expect((await games(1_000)).found).toEqual(found);
    // The chunk size does not affect whether a game is accepted.
    const whole = new Set((await games(5_000)).found);
    expect(found.filter((game) => whole.has(game)).length).toBeGreaterThan(4_000);
  });

  it('accepts a game exactly when its random value is below its chance, also for numbers above 64', async () => {
    const { rules: off } = await programOf({ lottery: 'timemania', quantity: 1 }, [numbersTo(7)]);
    const random = new Random(SEED);
    const past = unevenDraws(random, 80, 7);
    const { program, rules } = await programOf(
      {
        ...{ lottery: 'timemania', quantity: 1, seed: 12_345, weighting: 'NUMBER_WEIGHTING_FREQUENCY' },
        rules: off.map(({ id }) => ({ id, enabled: false })),
      },
      past,
    );
    expect(rules.map(({ id }) => id)).toEqual(['weighting']);
    core.configure(program);
    const times = numbersTo(80).map((number) => past.filter((draw) => draw.includes(number)).length + 1);
    const most = times.toSorted((a, b) => b - a).slice(0, 10);
    let accepted = 0;
    for (let i = 0; i < 50_000; i++) {
      // The chance of a game is relative to the game of the ten numbers drawn most often, whose chance is 1.
      const game = random.choose(i % 2 === 0 ? numbersTo(80) : numbersTo(80).filter((number) => number % 3 === 0), 10);
      const chance = game.reduce((product, number, n) => product * (times[number - 1] / most[n]), 1);
      const value = randomValueOf(game, 12_345n);
      // The last bits of a product depend on the order of its factors, so a value close to the chance decides nothing.
      if (Math.abs(value / chance - 1) < 1e-12) continue;
      const verdict = core.judge(Uint8Array.from(game), 1) < 0;
      if (verdict !== value < chance) expect({ game, verdict }).toEqual({ game, verdict: value < chance });
      if (verdict) accepted++;
    }
    expect(accepted).toBeGreaterThan(500);
    expect(accepted).toBeLessThan(40_000);
  });

  it('does not break games when its rule requires no condition, as for the games of a caller', async () => {
    const { program } = await programOf({ quantity: 1, seed: SEED, rules: NO_RULES, weighting: 'NUMBER_WEIGHTING_FREQUENCY' }, draws);
    const random = new Random(SEED);
    const games = Array.from({ length: 1_000 }, () => Uint8Array.from(random.choose(numbersTo(60), 6)));
    core.configure(program);
    expect(games.some((game) => core.judge(game, 1) === 0 && core.brokenRules(game, 1)[0] === 0)).toBe(true);
    core.configure({ ...program, rules: program.rules.map((rule) => ({ ...rule, least: 0 })) });
    for (const game of games) expect([core.judge(game, 1), core.brokenRules(game, 1)]).toEqual([-1, []]);
  });

  it('is refused without a history', async () => {
    await expect(programOf({ quantity: 1, weighting: 'NUMBER_WEIGHTING_BALANCED' })).rejects.toMatchObject({
      violations: [{ field: 'spec.weighting' }],
    });
  });
});
