import { describe, expect, it } from 'vitest';
import { LOTTERIES } from '../../services/domain/lotteries/catalogue.js';
import { applyRules, type RuledSpec } from '../../services/domain/rules/apply-rules.js';
import { hasSharedData, NO_SHARED_DATA } from '../support/data/shared-data.js';
import { counts } from '../support/reference/oracle.js';
import { FILES, realDraws } from './real-draws.js';

const eachWithDraws = LOTTERIES.filter(({ id }) => id in FILES).map((lottery) => [lottery.name, lottery] as const);

const NO_CHANGES: RuledSpec = {
  constraints: {
    ...{ fixedNumbers: [], poolNumbers: [], excludedNumbers: [], extraNumbers: [] },
    ...{ minOdd: undefined, maxOdd: undefined, minEven: undefined, maxEven: undefined },
    ...{ minRepetition: undefined, maxRepetition: undefined, window: 1_000, windowScope: 'JOB' },
  },
  ...{ ruleSettings: [], ruleGroups: [], weighting: 'UNIFORM', minScore: undefined },
};

describe.skipIf(!hasSharedData)(`default rules${NO_SHARED_DATA}`, () => {
  it.each(eachWithDraws)('of %s are sensible: few of its real draws would have been rejected', async (name, lottery) => {
    const draws = await realDraws(lottery);
    const { universeSize, gridColumns, drawSize } = lottery;
    const rejected = new Map<string, number>();
    const judged = draws.slice(2);
    // What draws came before matters to some rules: each draw is judged with those before it.
    const seen = draws.slice(0, 2);
    for (const game of judged) {
      const context = { lottery, picks: drawSize, draws: [seen[seen.length - 1], seen[seen.length - 2]] };
      for (const rule of applyRules(context, NO_CHANGES).applied) {
        const { id, min, max } = rule;
        const before = id === 'drawn' || id === 'near-drawn' ? seen : context.draws;
        const broken = counts(rule, game, { universeSize, gridColumns, draws: before, window: [] }).some(
          (count) => count < min || count > max,
        );
        rejected.set(id, (rejected.get(id) ?? 0) + (broken ? 1 : 0));
      }
      seen.push(game);
    }
    const shares = [...rejected].map(([id, count]) => [id, (100 * count) / judged.length] as const);
    console.log(`${name}, ${judged.length} draws: ${shares.map(([id, share]) => `${id} ${share.toFixed(2)} %`).join(', ')}`);
    expect(shares.length).toBeGreaterThan(4);
    for (const [id, share] of shares) expect([id, share < 15]).toEqual([id, true]);
  });
});
