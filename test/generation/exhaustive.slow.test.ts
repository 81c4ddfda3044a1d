import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GameSpec } from '../../services/client/library/client.js';
import { customLottery } from '../../services/domain/lotteries/custom.js';
import { RULES } from '../../services/domain/rules/catalogue.js';
import { rangeOf } from '../../services/domain/rules/rule.js';
import { allGames } from '../support/data/all-games.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { counts, holds } from '../support/reference/oracle.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices({ GENERATOR_THREADS: '3' });
});
afterAll(() => services.stop());

const UNIVERSE = 20;
const PICKS = 5;
const SPACE = allGames(numbersTo(UNIVERSE), PICKS);
const ROUNDS = 40;

/** Rules that a request can turn on and that need no history, popularity model or earlier games. */
const OPTIONAL_RULES = RULES.filter(
  ({ setBy, looksBack, needsHistory, needsPopularity }) => !setBy && !looksBack && !needsHistory && !needsPopularity,
);

function randomSpec(random: Random): GameSpec {
  const lottery = customLottery(UNIVERSE, PICKS);
  const context = { lottery, picks: PICKS, draws: [] };
  const setting = (rule: (typeof OPTIONAL_RULES)[number]) => {
    const { min, max } = rangeOf(rule, context);
    const argument = rule.argument?.range(context);
    const parameters = {
      numbers: rule.ownNumbers ? random.choose(numbersTo(UNIVERSE), random.between(3, 15)) : [],
      argument: argument && random.between(argument.min, argument.max),
    };
    const measures = counts({ id: rule.id, ...parameters }, random.choose(numbersTo(UNIVERSE), PICKS), {
      ...{ universeSize: UNIVERSE, draws: [], window: [] },
    });
    const low = Math.max(min, Math.min(...measures) - random.below(3));
    return {
      id: rule.id,
      min: low,
      max: Math.max(low, Math.min(max, Math.max(...measures) + random.below(4))),
      negated: random.below(6) === 0,
      ...parameters,
    };
  };
  const some = (count: number) => Array.from({ length: count }, () => OPTIONAL_RULES[random.below(OPTIONAL_RULES.length)]);
  // Rules that apply only at stricter levels are off, because relaxing them would add games that brute force does not find.
  const off = RULES.filter(({ through, setBy, looksBack }) => through !== 'MINIMAL' && !setBy && !looksBack).map(({ id }) => ({
    id,
    enabled: false,
  }));
  const single = some(random.below(5));
  const asked = [...new Map(some(random.between(1, 3)).map((rule) => [rule.id, rule])).values()].filter(
    ({ through }) => through === 'MINIMAL',
  );
  return {
    ...{ lottery: 'custom', custom: { universeSize: UNIVERSE }, picks: PICKS, quantity: SPACE.length, seed: random.below(1_000_000) },
    rules: [...off, ...asked.map(setting)],
    ruleGroups: single.length > 0 ? [{ atLeast: random.between(1, single.length), rules: single.map(setting) }] : [],
    constraints: {
      fixedNumbers: random.below(4) === 0 ? random.choose(numbersTo(UNIVERSE), random.between(1, 2)) : [],
      ...(random.below(4) === 0 ? { minOdd: 1, maxOdd: 3 } : {}),
    },
  };
}

describe(`the services (seed ${SEED})`, () => {
  it(`generate exactly the games that brute force finds for 5 of 20 numbers and ${ROUNDS} random sets of rules, with any chunk size`, async () => {
    const random = new Random(SEED);
    const sizes: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const spec = randomSpec(random);
      const compiled = await programOf(spec);
      const fixed = spec.constraints?.fixedNumbers ?? [];
      const context = { universeSize: UNIVERSE, draws: [], window: [] };
      const expected = SPACE.filter(
        (game) => fixed.every((number) => game.includes(number)) && compiled.rules.every((rule) => holds(game, rule, context)),
      ).map((game) => game.join(' '));
      sizes.push(expected.length);
      for (const chunkSize of [100, random.between(101, 3_000), 100_000]) {
        const { games, end } = await collect({ ...spec, chunkSize });
        // A spec that is refused as impossible has no game.
        if (end === 'INVALID_ARGUMENT') expect(expected).toEqual([]);
        else expect(games.toSorted()).toEqual(expected.toSorted());
        if (expected.length < SPACE.length) expect(['RULES_EXHAUSTED', 'INVALID_ARGUMENT']).toContain(end);
      }
    }
    console.log(`games that satisfy each set of rules: ${sizes.toSorted((a, b) => a - b).join(' ')} of ${SPACE.length}`);
    expect(sizes.filter((size) => size > 0 && size < SPACE.length).length).toBeGreaterThan(ROUNDS / 3);
  });

  it('find all games of a rule that few games satisfy, and report RULES_EXHAUSTED', async () => {
    // The games that satisfy the rule are the arithmetic progressions of six numbers from 1 to 60: 60 - 5d of them for each difference d.
    const progressions = numbersTo(11).reduce((sum, d) => sum + 60 - 5 * d, 0);
    const rules = [
      { id: 'ac', max: 0 },
      ...['not-all-odd', 'not-all-even', 'not-the-first-numbers', 'not-the-last-numbers', 'longest-run'].map((id) => ({
        id,
        enabled: false,
      })),
    ];
    const { games, end } = await collect({ quantity: 1_000, seed: SEED, rules });
    expect(end).toBe('RULES_EXHAUSTED');
    expect(games).toHaveLength(progressions);
    expect(new Set(games).size).toBe(progressions);
  });
});

async function collect(spec: GameSpec): Promise<{ games: string[]; end: string }> {
  const games: string[] = [];
  try {
    for await (const { batch } of services.jobs.stream({ spec })) {
      const picks = batch?.picks ?? 0;
      for (let i = 0; i < (batch?.count ?? 0); i++) games.push(batch?.numbers.subarray(i * picks, (i + 1) * picks).join(' ') ?? '');
    }
    return { games, end: 'COMPLETE' };
  } catch (error) {
    const { code, reason } = error as { code: string; reason: string };
    return { games, end: code === 'INVALID_ARGUMENT' ? code : reason };
  }
}
