import { describe, expect, it } from 'vitest';
import { Core } from '../../services/shared/core/core.js';
import { loadCoreModule } from '../../services/shared/core/core-module.js';
import { walkChunk } from '../../services/shared/core/walk-chunk.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { findLottery, LOTTERIES } from '../../services/shared/lotteries/catalogue.js';
import type { Lottery } from '../../services/shared/lotteries/lottery.js';
import { RULES } from '../../services/shared/rules/catalogue.js';
import { rangeOf } from '../../services/shared/rules/rule.js';
import type { PopularityModel } from '../../services/shared/score/popularity.js';
import { SCORE_TERMS } from '../../services/shared/score/terms.js';
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

  it('on how many parts of a ticket hold a number, whatever tells them apart', async () => {
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
        const terms = SCORE_TERMS.filter(() => random.below(2) === 0).map((term) => {
          const ideal = term.ideal?.({ lottery, picks, draws, popularity: model });
          return { id: term.id, weight: random.between(1, 9), ideal: ideal && random.below(2) ? randomIn(random, ideal) : undefined };
        });
        const { program, spec } = await programOf({ lottery: id, quantity: 1, picks, score: { terms } }, draws, model);
        if (terms.length > 0) expect(spec.scoreSettings).toEqual(terms);
        else expect(spec.scoreSettings[0]).toEqual({ id: 'popularity', weight: 4, ideal: undefined });
        core.configure(program);
        for (let i = 0; i < 100; i++) {
          const game = randomGame(random, picks, draws, universeSize);
          const exact = score(game, spec.scoreSettings, { universeSize, draws, window: NO_WINDOW }, effects);
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

interface Walk {
  games: number[][];
  levels: number[];
  rejections: number[];
  cursor: number;
}

/** A chunk as the design describes it, candidate by candidate, judged by the oracle. */
function walkPlainly(
  rules: Parameters<typeof judge>[1],
  draws: number[][],
  order: { chunk: number; chunkCount: number; quantity: number },
  space: number,
  universeSize: number,
): Walk {
  const walk: Walk = { games: [], levels: [], rejections: rules.map(() => 0), cursor: 0 };
  let failures = 0;
  for (let index = order.chunk; index < space && walk.games.length < order.quantity; index += order.chunkCount) {
    const attempts = Math.floor(failures / 2_500);
    const level = attempts >= 100 ? 4 : attempts >= 50 ? 3 : attempts >= 20 ? 2 : 1;
    const game = [...core.unrank(core.candidateRank(BigInt(index)))];
    const broken = judge(game, rules, level, { universeSize, draws, window: walk.games });
    walk.cursor++;
    if (broken >= 0) {
      walk.rejections[broken]++;
      failures++;
      continue;
    }
    walk.games.push(game);
    walk.levels.push(level);
    failures = 0;
  }
  return walk;
}

describe('a chunk walked by the core is the chunk the design describes', () => {
  it.each<[string, GameSpec]>([
    ['default rules with history', { quantity: 900, picks: 6 }],
    ['a window of 30 games at 2', { quantity: 300, picks: 6, constraints: { maxRepetition: 2, window: 30 } }],
    ['a window with a minimum', { quantity: 200, picks: 6, constraints: { minRepetition: 1, maxRepetition: 3, window: 8 } }],
    ['a window of 130 games of 15 numbers', { quantity: 400, picks: 15, constraints: { maxRepetition: 7, window: 130 } }],
    ['fixed numbers and a pool', { quantity: 500, picks: 8, constraints: { fixedNumbers: [7, 30], poolNumbers: numbersTo(35) } }],
    // All odd: rejected through NORMAL, so each game costs 50 failed attempts and is accepted RELAXED.
    ['a pool of odd numbers', { quantity: 4, picks: 6, constraints: { poolNumbers: numbersTo(60).filter((n) => n % 2 === 1) } }],
    // A pair at most twice in 60 games has room for 236 games; in 45 of a narrow pool only now and then for one more.
    [
      'pairs and triples that occur seldom',
      {
        quantity: 200,
        picks: 6,
        rules: [
          { id: 'pairs', window: 60 },
          { id: 'triples', max: 1 },
        ],
      },
    ],
    [
      'pairs that make it go on RELAXED',
      { quantity: 60, picks: 6, rules: [{ id: 'pairs', window: 40, max: 1 }], constraints: { poolNumbers: numbersTo(22) } },
    ],
    [
      'more than a dozen rules',
      { quantity: 150, picks: 6, rules: numbersTo(15).map((n) => ({ id: 'group', numbers: [n, n + 15, n + 30, n + 45], max: 1 })) },
    ],
    // Four numbers in a row: rejected through RELAXED, so a game costs 100 failed attempts, and the space has none left for a second.
    ['a run that only MINIMAL takes', { quantity: 2, picks: 8, constraints: { fixedNumbers: [20, 21, 22, 23] } }],
    [
      'triples of a narrow pool, of which old ones come back',
      { quantity: 80, picks: 6, rules: [{ id: 'triples', window: 30, max: 1 }], constraints: { poolNumbers: numbersTo(40) } },
    ],
    [
      'pairs and triples looked for at different distances',
      {
        ...{ quantity: 80, picks: 6, constraints: { poolNumbers: numbersTo(40) } },
        rules: [
          { id: 'pairs', window: 15, max: 2 },
          { id: 'triples', window: 40, max: 1 },
        ],
      },
    ],
    ['few games with the same smallest number', { quantity: 150, picks: 6, rules: [{ id: 'same-first', window: 40, max: 3 }] }],
    ['a window whose bound is met by all games', { quantity: 60, picks: 7, constraints: { maxRepetition: 7, window: 30 } }],
    // What games of 50 or 63 numbers share takes six bits.
    ['a window of games of 50 numbers', { lottery: 'lotomania', quantity: 60, constraints: { maxRepetition: 27, window: 20 } }],
    [
      'a window of games of 50 numbers, wider',
      { lottery: 'lotomania', quantity: 60, constraints: { minRepetition: 19, maxRepetition: 31, window: 20 } },
    ],
    [
      'a window with a minimum alone',
      {
        ...{ lottery: 'custom', custom: { universeSize: 100 }, quantity: 60, picks: 63 },
        ...{ rules: [{ id: 'longest-run', enabled: false }], constraints: { minRepetition: 38, window: 5 } },
      },
    ],
    ['a history over some draws', { quantity: 300, picks: 6, rules: [{ id: 'history', window: 131, max: 2 }] }],
  ])('%s', async (_title, spec) => {
    const random = new Random(SEED + 2);
    const { universeSize, drawSize } = findLottery(spec.lottery ?? 'mega-sena') ?? { universeSize: 100, drawSize: 63 };
    const draws = Array.from({ length: spec.custom ? 0 : 300 }, () => random.choose(numbersTo(universeSize), drawSize));
    const { program, rules, spaceSize } = await programOf({ ...spec, seed: SEED, chunkSize: 100 }, draws);
    core.configure(program);
    const space = spaceSize > 2n ** 40n ? Number.MAX_SAFE_INTEGER : Number(spaceSize);
    for (const chunk of [0, program.chunkCount - 1]) {
      const order = { chunk, chunkCount: program.chunkCount, quantity: Math.min(100, spec.quantity as number) };
      const expected = walkPlainly(rules, draws, order, space, universeSize);
      const walk = walkChunk(core, program, { chunk, quantity: order.quantity, cursor: 0n }, new Uint8Array(0));
      const games: number[][] = [];
      const levels: number[] = [];
      let step = walk.next();
      for (; !step.done; step = walk.next()) {
        const batch = step.value;
        if (!batch) continue;
        levels.push(...batch.levels);
        for (let i = 0; i < batch.count; i++) {
          games.push([...batch.numbers.subarray(i * batch.picks, (i + 1) * batch.picks)]);
        }
      }
      expect(games).toEqual(expected.games);
      expect(levels).toEqual(expected.levels);
      expect(step.value.rejections).toEqual(expected.rejections);
      expect(Number(step.value.cursor)).toBe(expected.cursor);
    }
  });
});

describe('a chunk in which nearly nothing is accepted', () => {
  // One game of 386,206,920: 1 to 7.
  const spec = { quantity: 10, picks: 7, seed: 1, rules: [{ id: 'sum', max: 28 }] };

  it('gives up after 300 attempts of 2,500 candidates, and no sooner in a row of them', async () => {
    const { program } = await programOf(spec);
    core.configure(program);
    const walk = walkChunk(core, program, { chunk: 0, quantity: 10, cursor: 0n }, new Uint8Array(0));
    let step = walk.next();
    while (!step.done) step = walk.next();
    const { outcome, games, cursor, rejections } = step.value;
    expect({ outcome, games, cursor }).toEqual({ outcome: 'GAVE_UP', games: 0, cursor: 750_000n });
    expect(rejections.reduce((sum, count) => sum + count, 0)).toBe(750_000);
  });

  it('is walked to its end where the space has up to 2^26 games', async () => {
    const attempts = async (universeSize: number) => {
      const { program, spaceSize } = await programOf({ lottery: 'custom', custom: { universeSize }, picks: 6, quantity: 1 });
      return [Number(spaceSize), program.giveUpAttempts];
    };
    expect(await attempts(62)).toEqual([61_474_519, 0]);
    expect(await attempts(63)).toEqual([67_945_521, 300]);
  });
});
