import { describe, expect, it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import { findLottery, LOTTERIES } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { RULES } from '../../services/domain/rules/catalogue.js';
import { rangeOf } from '../../services/domain/rules/rule.js';
import type { PopularityModel } from '../../services/domain/scores/popularity.js';
import { SCORE_TERMS } from '../../services/domain/scores/terms.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { counts, judge, score } from '../support/reference/oracle.js';
import { ASKED, agreeOnRandomRules, NO_WINDOW, randomGame, randomIn, UNIVERSE } from './agreement.js';

const core = new Core(loadCoreModule());

function randomSpec(random: Random, picks: number): GameSpec {
  const bounds = (min: 'minOdd' | 'minEven', max: 'maxOdd' | 'maxEven') => {
    const low = random.below(Math.floor(picks / 2));
    return { [min]: low, [max]: random.between(Math.max(low, Math.ceil(picks / 2)), picks) };
  };
  const high = random.between(0, picks);
  return {
    quantity: 1,
    picks,
    seed: random.below(1_000_000),
    constraints: { ...(random.below(2) ? bounds('minOdd', 'maxOdd') : {}), ...(random.below(2) ? bounds('minEven', 'maxEven') : {}) },
    rules: [
      { id: 'longest-run', min: random.between(1, 2), max: random.between(2, 5) },
      { id: 'drawn', max: random.between(2, 5) },
      { id: 'near-drawn', max: high },
      { id: 'last-two-draws', max: random.between(1, picks) },
    ],
  };
}

describe(`the core agrees with the plain oracle (seed ${SEED})`, () => {
  it('on the first broken rule on every level, and on the score: 20,400 random games of 6 to 20 numbers', async () => {
    const random = new Random(SEED);
    let games = 0;
    const verdicts = new Map<number, number>();
    for (let picks = 6; picks <= 20; picks++) {
      for (let round = 0; round < 4; round++) {
        const draws = Array.from({ length: random.between(2, 40) }, () => random.choose(numbersTo(UNIVERSE), 6));
        const { program, rules, spec } = await programOf(round === 0 ? { quantity: 1, picks } : randomSpec(random, picks), draws);
        core.configure(program);
        const context = { universeSize: UNIVERSE, draws, window: NO_WINDOW };
        for (let i = 0; i < 340; i++) {
          games++;
          const game = randomGame(random, picks, draws);
          const bytes = Uint8Array.from(game);
          for (let level = 1; level <= 4; level++) {
            const expected = judge(game, rules, level, context);
            verdicts.set(expected, (verdicts.get(expected) ?? 0) + 1);
            if (core.judge(bytes, level) !== expected) {
              expect({ game, level, verdict: core.judge(bytes, level), rules }).toEqual({ game, level, verdict: expected, rules });
            }
          }
          const exact = score(game, spec.scoreSettings, context);
          if (!isRounded(core.rate(bytes), exact)) expect({ game, score: core.rate(bytes) }).toEqual({ game, score: exact });
        }
      }
    }
    expect(games).toBe(20_400);
    // The test would prove nothing if one verdict were all there is.
    expect(verdicts.size).toBeGreaterThan(5);
  });

  it.each(LOTTERIES.map((lottery) => [lottery.name, lottery] as const))(
    'on the first broken rule of random sets of rules, negated ones and groups among them: 20,400 random games of %s',
    async (_name, lottery) => {
      expect((await agreeOnRandomRules(core, lottery, 60)).size).toBeGreaterThan(5);
    },
  );

  it('on every measure of single rules at each of its values', async () => {
    const random = new Random(SEED + 8);
    const draws = [random.choose(numbersTo(UNIVERSE), 6)];
    let checks = 0;
    for (const rule of ASKED.filter(({ kind }) => kind !== 'HISTORY')) {
      for (const picks of [6, 9, 20]) {
        const context = { universeSize: UNIVERSE, draws, window: NO_WINDOW };
        const ruleContext = { lottery: findLottery('mega-sena') as Lottery, picks, draws };
        const parameters = {
          numbers: rule.ownNumbers ? random.choose(numbersTo(UNIVERSE), 25) : [],
          argument: rule.argument && randomIn(random, rule.argument.range(ruleContext)),
          window: rule.window && randomIn(random, rule.window.range(ruleContext)),
        };
        const range = rangeOf(rule, ruleContext);
        const games = Array.from({ length: 60 }, () => randomGame(random, picks, draws));
        for (const game of games.slice(0, 12)) {
          // The bounds exactly around this game's measures, and each moved by one.
          const measures = counts({ id: rule.id, ...parameters }, game, context);
          for (const [dMin, dMax] of [
            [0, 0],
            [1, 0],
            [0, -1],
          ]) {
            const min = Math.min(...measures) + dMin;
            const max = Math.max(...measures) + dMax;
            if (min < range.min || max > range.max || min > max) continue;
            const off = RULES.filter(({ setBy, id }) => !setBy && id !== rule.id && id !== 'group').map(({ id }) => ({
              id,
              enabled: false,
            }));
            const asked = { quantity: 1, picks, rules: [...off, { id: rule.id, min, max, ...parameters }] };
            const { program, rules } = await programOf(asked, draws);
            core.configure(program);
            for (const other of [game, ...games]) {
              expect(core.judge(Uint8Array.from(other), 1)).toBe(judge(other, rules, 1, context));
              checks++;
            }
          }
        }
      }
    }
    expect(checks).toBeGreaterThan(50_000);
  });

  it('on how many parts of a ticket contain a number', async () => {
    const random = new Random(SEED + 9);
    const { program } = await programOf({ lottery: 'custom', custom: { universeSize: 128 }, quantity: 1, picks: 12 });
    for (const kind of ['QUOTIENTS', 'REMAINDERS'] as const) {
      for (const divisor of [1, 2, 3, 10, 64, 65, 100, 127]) {
        for (const shift of [0, 1]) {
          const condition = { kind, negated: false, mask: 0n, min: 0, max: 12, operand: 2 * divisor + shift };
          core.configure({ ...program, rules: [{ through: 'MINIMAL', least: 1, conditions: [condition] }] });
          for (let i = 0; i < 100; i++) {
            const game = random.choose(numbersTo(128), 12);
            const part = (number: number) => (kind === 'QUOTIENTS' ? Math.floor((number - shift) / divisor) : (number - shift) % divisor);
            // Two masks of 64 bits tell 128 parts apart.
            if (game.some((number) => part(number) > 127)) continue;
            expect(core.measure(Uint8Array.from(game), 0)).toBe(new Set(game.map(part)).size);
          }
        }
      }
    }
  });

  it('on games of one number, which have no gaps', async () => {
    const { program } = await programOf({ lottery: 'custom', custom: { universeSize: 128 }, quantity: 1, picks: 1 });
    const measures = {
      ...{ SUM: [0, 1], SPAN: [0, 0], RUNS: [1, 0], ADJACENT_PAIRS: [0, 0], SMALLEST_GAP: [0, 0], LARGEST_GAP: [0, 0], AC: [0, 0] },
      ...{ FIRST: [0, 1], LAST: [0, 1], DEVIATION: [0, 0], LONGEST_RUN: [1, 0] },
    } as const;
    for (const [kind, [constant, factor]] of Object.entries(measures)) {
      const condition = { kind: kind as keyof typeof measures, negated: false, mask: 0n, min: 0, max: 200, operand: 0 };
      core.configure({ ...program, rules: [{ through: 'MINIMAL', least: 1, conditions: [condition] }] });
      for (const number of [1, 64, 65, 128]) {
        expect([kind, core.measure(Uint8Array.of(number), 0)]).toEqual([kind, constant + factor * number]);
        expect(core.judge(Uint8Array.of(number), 1)).toBe(-1);
      }
    }
  });

  it('on a history that takes the place of another, of which nothing is left', async () => {
    const random = new Random(SEED + 10);
    let before: number[][] = [];
    for (const count of [7, 7, 3, 15, 9, 130, 1, 127, 127]) {
      const draws = Array.from({ length: count }, () => random.choose(numbersTo(UNIVERSE), 6));
      const { program, rules } = await programOf({ quantity: 1 }, draws);
      core.configure(program);
      const context = { universeSize: UNIVERSE, draws, window: NO_WINDOW };
      for (const game of [...before, ...draws]) expect(core.judge(Uint8Array.from(game), 4)).toBe(judge(game, rules, 4, context));
      before = draws;
    }
  });

  it('on histories around the borders of the blocks of draws', async () => {
    const random = new Random(SEED + 1);
    for (const count of [1, 127, 128, 129, 1_000, 3_047]) {
      const draws = Array.from({ length: count }, () => random.choose(numbersTo(UNIVERSE), 6));
      const { program, rules } = await programOf({ quantity: 1 }, draws);
      core.configure(program);
      const context = { universeSize: UNIVERSE, draws, window: NO_WINDOW };
      for (const draw of [draws[0], draws[count - 1], ...Array.from({ length: 20 }, () => draws[random.below(count)])]) {
        const other = numbersTo(UNIVERSE).find((number) => !draw.includes(number)) as number;
        for (const game of [draw, [...draw.slice(1), other].sort((a, b) => a - b), random.choose(numbersTo(UNIVERSE), 6)]) {
          expect(core.judge(Uint8Array.from(game), 4)).toBe(judge(game, rules, 4, context));
        }
      }
    }
  });
});

describe(`the score (seed ${SEED})`, () => {
  it.each(LOTTERIES.map((lottery) => [lottery.name, lottery] as const))(
    'is what the formulas of its terms say: 10,000 random games of %s under random weights and ideals',
    async (_name, lottery) => {
      const { id, universeSize, drawSize, minPicks, maxPicks } = lottery;
      const random = new Random(SEED + universeSize);
      for (let round = 0; round < 100; round++) {
        const picks = random.between(minPicks, maxPicks);
        const draws = Array.from({ length: 50 }, () => random.choose(numbersTo(universeSize), drawSize));
        const effects = numbersTo(universeSize).map(() => random.below(1_000) / 2_000 - 0.25);
        const model: PopularityModel = {
          ...{ lottery: id, version: '0123456789abcdef', historyVersion: '', hits: 4, draws: 1, effects },
          quality: { penalty: 1, r2: 0.5, leastDecile: 0.7, mostDecile: 1.5, forwardCorrelation: 0.5 },
        };
        const context = { lottery, picks, draws, popularity: model };
        const terms = SCORE_TERMS.filter((term) => !term.unavailable?.(context) && random.below(2) === 0).map((term) => {
          const ideal = term.ideal?.(context);
          return { id: term.id, weight: random.between(1, 9), ideal: ideal && random.below(2) ? randomIn(random, ideal) : undefined };
        });
        const { program, spec } = await programOf({ lottery: id, quantity: 1, picks, score: { terms } }, draws, model);
        if (terms.length > 0) expect(spec.scoreSettings).toEqual(terms);
        else expect(spec.scoreSettings[0]).toEqual({ id: 'popularity', weight: 4, ideal: undefined });
        core.configure(program);
        for (let i = 0; i < 100; i++) {
          const game = randomGame(random, picks, draws, universeSize);
          const exact = score(game, spec.scoreSettings, { ...lottery, draws, window: NO_WINDOW }, effects);
          const rated = core.rate(Uint8Array.from(game));
          if (!isRounded(rated, exact)) expect({ game, terms, score: rated }).toEqual({ game, terms, score: exact });
        }
      }
    },
  );
});

/** Whole hundredths; which way a half goes hangs on the last bits of its sum. */
function isRounded(rated: number, exact: number): boolean {
  return Math.abs(rated - exact) <= 0.501;
}
