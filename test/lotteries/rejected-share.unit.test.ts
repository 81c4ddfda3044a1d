import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleSharesPage } from '../../docs/generate/rule-shares-page.js';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import { customLottery } from '../../services/domain/lotteries/custom.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { findRule, RULES } from '../../services/domain/rules/catalogue.js';
import { defaultShareOf, isOnByDefault } from '../../services/domain/rules/default-rules.js';
import { MOST_REJECTED, rejectedShare } from '../../services/domain/rules/rejected-share.js';
import type { Rule } from '../../services/domain/rules/rule.js';
import { noticesOf } from '../../services/orchestrator/game-spec/notices.js';
import { allGames } from '../support/data/all-games.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { hasSharedData, NO_SHARED_DATA, readShared } from '../support/data/shared-data.js';
import { counts } from '../support/reference/oracle.js';

const ruleOf = (id: string) => findRule(id) as Rule;

describe(`the share of the possible games that a rule rejects (seed ${SEED})`, () => {
  it.each([
    [12, 5],
    [14, 4],
    [10, 8],
  ])('is the count over all games of %i numbers of which a game has %i', (universeSize, picks) => {
    const random = new Random(SEED);
    const lottery = customLottery(universeSize, picks);
    const draws = Array.from({ length: 2 }, () => random.choose(numbersTo(universeSize), picks));
    const games = allGames(numbersTo(universeSize), picks);
    for (const id of ['last-two-draws', 'not-all-odd', 'not-all-even', 'not-the-last-numbers', 'odd', 'low', 'longest-run']) {
      for (let max = 1; max < picks; max++) {
        const rejected = games.filter((game) => counts({ id }, game, { universeSize, draws, window: [] }).some((count) => count > max));
        const share = rejectedShare(ruleOf(id), { lottery, picks, draws }, { min: 0, max });
        expect([id, max, share]).toEqual([id, max, expect.closeTo(rejected.length / games.length, 10)]);
      }
    }
  });

  it('is the count over all games of a ticket of columns', () => {
    const lottery: Lottery = {
      ...(findLottery('super-sete') as Lottery),
      universeSize: 12,
      columnSize: 4,
      drawSize: 3,
      labels: numbersTo(12),
    };
    for (const picks of [3, 4, 5]) {
      const games = allGames(numbersTo(12), picks).filter((game) => {
        const columns = [1, 2, 3].map((column) => game.filter((number) => Math.ceil(number / 4) === column).length);
        return Math.min(...columns) >= Math.floor(picks / 3) && Math.max(...columns) <= Math.ceil(picks / 3);
      });
      const draws = [
        [1, 6, 12],
        [2, 6, 11],
      ];
      for (let max = 0; max < picks; max++) {
        const rejected = games.filter((game) => game.filter((number) => draws.flat().includes(number)).length > max).length;
        expect(rejectedShare(ruleOf('last-two-draws'), { lottery, picks, draws }, { min: 0, max })).toBeCloseTo(
          rejected / games.length,
          10,
        );
      }
    }
  });

  it('of rules on all past draws is about that of random draws', () => {
    const random = new Random(SEED);
    const lottery = customLottery(16, 5);
    const games = allGames(numbersTo(16), 5);
    const draws = Array.from({ length: 30 }, () => random.choose(numbersTo(16), 5));
    const rejected = games.filter((game) => draws.some((draw) => game.filter((number) => draw.includes(number)).length > 3));
    const share = rejectedShare(ruleOf('near-drawn'), { lottery, picks: 5, draws }, { min: 0, max: 3 }) ?? 0;
    expect(Math.abs(share - rejected.length / games.length)).toBeLessThan(0.03);
  });
});

describe('a default rule', () => {
  const draws = (lottery: Lottery, count: number) => {
    const random = new Random(SEED);
    return Array.from({ length: count }, () => random.choose(numbersTo(lottery.universeSize), lottery.drawSize));
  };

  it('that grows past its bound turns itself off, and a notice says so', async () => {
    const lotofacil = findLottery('lotofacil') as Lottery;
    const few = { lottery: lotofacil, picks: 15, draws: draws(lotofacil, 1_500) };
    const many = { ...few, draws: draws(lotofacil, 3_800) };
    expect(isOnByDefault(ruleOf('near-drawn'), few)).toBe(true);
    expect(isOnByDefault(ruleOf('near-drawn'), many)).toBe(false);
    expect(defaultShareOf(ruleOf('near-drawn'), many)).toBeGreaterThan(MOST_REJECTED);
    const { program, rules, spaceSize, ...resolved } = await programOf({ lottery: 'lotofacil', quantity: 1 }, many.draws);
    expect(rules.map(({ id }) => id)).not.toContain('near-drawn');
    const notices = (settings: (typeof resolved)['spec']['ruleSettings'], locale: 'pt-BR' | 'en') =>
      noticesOf(
        { resolved: { ...resolved, spec: { ...resolved.spec, ruleSettings: settings } }, compiled: { program, rules, spaceSize } },
        locale,
      );
    expect(notices(resolved.spec.ruleSettings, 'pt-BR').join()).toMatch(
      /near-drawn \(Jogo sem 14 acertos em concursos anteriores\) não foi aplicada: ela recusaria 1\d,\d/,
    );
    expect(notices(resolved.spec.ruleSettings, 'en').join()).toContain('the limit of 10% for default rules');
    // A setting turns the rule on.
    const asked = await programOf({ lottery: 'lotofacil', quantity: 1, rules: [{ id: 'near-drawn', max: 13 }] }, many.draws);
    expect(asked.rules.map(({ id }) => id)).toContain('near-drawn');
    expect(notices(asked.spec.ruleSettings, 'pt-BR').join()).not.toContain('near-drawn');
  });
});

describe.skipIf(!hasSharedData)(`docs/reference/rule-shares.md${NO_SHARED_DATA}`, () => {
  it('is what the official draws give', async () => {
    const page = await ruleSharesPage((name) => readShared(`draws/${name}.csv`));
    expect(readFileSync('docs/reference/rule-shares.md', 'utf8')).toBe(page);
    // A default rule that is on rejects at most a tenth of the possible games.
    expect(page.match(/^\|.*\| yes \|$/gm)?.length).toBeGreaterThan(9 * 4);
    expect(RULES.length).toBeGreaterThan(40);
  });
});
