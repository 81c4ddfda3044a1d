import { expect } from 'vitest';
import type { Core } from '../../services/core/core.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { RULES } from '../../services/domain/rules/catalogue.js';
import { isMeaningful, type Rule, rangeOf } from '../../services/domain/rules/rule.js';
import type { RuleSetting } from '../../services/shared/grpc/generated/dezenas/v1/RuleSetting.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { counts, judge } from '../support/reference/oracle.js';

export const UNIVERSE = 60;
/** Games judged under each set of rules. */
const GAMES_PER_ROUND = 340;
export const NO_WINDOW: number[][] = [];

/** Games a rule is likely to reject as well as plain ones. */
export function randomGame(random: Random, picks: number, draws: number[][], universe = UNIVERSE): number[] {
  const all = numbersTo(universe);
  switch (random.below(6)) {
    case 0: {
      const parity = random.below(2);
      const half = all.filter((number) => number % 2 === parity);
      return random.choose(half.length < picks ? all : half, picks);
    }
    case 1: {
      const start = random.between(1, universe - picks + 1);
      return all.slice(start - 1, start - 1 + picks);
    }
    case 2: {
      const run = random.choose(all, 1)[0];
      const near = all.filter((number) => Math.abs(number - run) <= picks);
      return random.choose(near, Math.min(picks, near.length)).length === picks ? random.choose(near, picks) : random.choose(all, picks);
    }
    case 3: {
      const draw = draws[random.below(draws.length)];
      const kept = random.choose(draw, random.between(Math.min(3, draw.length), Math.min(draw.length, picks)));
      const others = random.choose(
        all.filter((number) => !kept.includes(number)),
        picks - kept.length,
      );
      return [...kept, ...others].sort((a, b) => a - b);
    }
    default:
      return random.choose(all, picks);
  }
}

/** Rules that a setting may turn on and that do not look at earlier games; but those of the defaults that all draws decide. */
export const ASKED = RULES.filter(
  ({ id, setBy, looksBack, needsPopularity }) => !setBy && !looksBack && !needsPopularity && id !== 'drawn' && id !== 'near-drawn',
);

/** Some rules of the catalogue that may be asked for. */
const someRules = (random: Random, lottery: Lottery) => ASKED.filter((rule) => isMeaningful(rule, lottery) && random.below(4) === 0);

/** Settings of the rules with bounds that games meet and miss. */
function randomSettings(random: Random, of: readonly Rule[], lottery: Lottery, picks: number, draws: number[][]): RuleSetting[] {
  const { universeSize } = lottery;
  const context = { lottery, picks, draws };
  return of.map((rule) => {
    const { min, max } = rangeOf(rule, context);
    const parameters = {
      numbers: rule.ownNumbers ? random.choose(numbersTo(universeSize), random.between(1, Math.min(40, universeSize))) : [],
      argument: rule.argument && randomIn(random, rule.argument.range(context)),
      window: rule.window && randomIn(random, rule.window.range(context)),
    };
    // Around the measure of some game, so that many verdicts fall on a bound.
    const measures = counts({ id: rule.id, ...parameters }, randomGame(random, picks, draws, universeSize), {
      ...lottery,
      draws,
      window: NO_WINDOW,
    });
    const low = Math.max(min, Math.min(...measures) - random.below(2));
    const high = Math.min(max, Math.max(...measures) + random.below(3));
    return { id: rule.id, min: low, max: Math.max(low, high), negated: random.below(5) === 0, ...parameters };
  });
}

export function randomIn(random: Random, { min, max }: { min: number; max: number }): number {
  return random.between(min, max);
}

/**
 * Checks that the core and the plain oracle agree on random games of a lottery, under random sets of all rules of the catalogue, negated ones and
 * groups among them. @returns the rules that rejected some game.
 */
export async function agreeOnRandomRules(core: Core, lottery: Lottery, rounds: number): Promise<Set<string>> {
  const { id, universeSize, drawSize, minPicks, maxPicks } = lottery;
  const asking = ASKED.filter((rule) => isMeaningful(rule, lottery));
  const random = new Random(SEED + universeSize);
  const rejecting = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const picks = random.between(minPicks, maxPicks);
    const draws = Array.from({ length: 4 }, () => random.choose(numbersTo(universeSize), drawSize));
    // Every fourth round asks for one rule by itself, so that those which others forestall have their turn.
    const alone = round % 4 === 0 ? [asking[(round / 4) % asking.length]] : undefined;
    const single = alone ? [] : randomSettings(random, someRules(random, lottery), lottery, picks, draws);
    const asked = {
      lottery: id,
      quantity: 1,
      picks,
      rules: randomSettings(random, alone ?? someRules(random, lottery), lottery, picks, draws),
      ruleGroups: single.length > 0 ? [{ rules: single.slice(0, 16), atLeast: random.between(1, Math.min(16, single.length)) }] : [],
    };
    const { program, rules } = await programOf(asked, draws);
    core.configure(program);
    const context = { ...lottery, draws, window: NO_WINDOW };
    for (let i = 0; i < GAMES_PER_ROUND; i++) {
      const game = randomGame(random, picks, draws, universeSize);
      const level = random.between(1, 4);
      const expected = judge(game, rules, level, context);
      const verdict = core.judge(Uint8Array.from(game), level);
      if (verdict !== expected) expect({ game, verdict, rules }).toEqual({ game, verdict: expected, rules });
      if (expected >= 0) rejecting.add(rules[expected].id);
    }
  }
  return rejecting;
}
