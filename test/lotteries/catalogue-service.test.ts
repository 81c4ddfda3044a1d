import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawsCsv, importDraws } from '../support/data/draws.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

describe('the catalogue', () => {
  it('lists the lotteries with the price of every bet', async () => {
    const lotteries = await services.jobs.client.listLotteries();
    expect(lotteries.map(({ id }) => id)).toEqual([
      ...['mega-sena', 'lotofacil', 'quina', 'lotomania', 'dupla-sena', 'timemania', 'dia-de-sorte', 'super-sete', 'mais-milionaria'],
      ...['powerball', 'mega-millions', 'euromillions', 'eurojackpot', 'uk-lotto'],
    ]);
    expect(lotteries[0]).toMatchObject({ name: 'Mega-Sena', universeSize: 60, drawSize: 6, gridColumns: 10 });
    expect(lotteries[0].bets.at(0)).toEqual({ picks: 6, priceCentavos: '600' });
    expect(lotteries[0].bets.at(-1)).toEqual({ picks: 20, priceCentavos: '23256000' });
  });

  it('lists the rules in the language, for the lottery and the size that are asked for', async () => {
    const rules = await services.jobs.client.listRules({ lottery: 'lotofacil', picks: 16, locale: 'en' });
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    expect(byId.size).toBe(rules.length);
    expect(byId.get('longest-run')).toMatchObject({
      title: 'Longest run of consecutive numbers',
      defaultOn: true,
      defaultMin: 1,
      defaultMax: 9,
      rangeMax: 16,
    });
    expect(byId.get('sum')).toMatchObject({ rangeMin: 136, rangeMax: 280, defaultOn: false });
    expect(byId.get('group')).toMatchObject({ ownNumbers: true });
    expect(byId.get('score')).toMatchObject({ setBy: 'spec.score.min_score_hundredths' });
    expect((await services.jobs.client.listRules()).find(({ id }) => id === 'primes')?.title).toBe('Números primos');
  });

  it('says which rules the imported history turns on', async () => {
    const on = async () => (await services.jobs.client.listRules()).filter(({ defaultOn }) => defaultOn).map(({ id }) => id);
    const before = await on();
    expect(before).not.toContain('near-drawn');
    await importDraws(services.jobs.client, drawsCsv());
    expect((await on()).filter((id) => !before.includes(id))).toEqual(['last-two-draws', 'drawn', 'near-drawn']);
  });

  it('lists exactly the rules that a spec takes, each within the range it names', async () => {
    for (const { id, rangeMin, rangeMax, setBy, ownNumbers } of await services.jobs.client.listRules()) {
      if (setBy) continue;
      const numbers = ownNumbers ? [1, 2, 3] : [];
      const asked = (max: number) => services.jobs.games({ quantity: 1, seed: 1, rules: [{ id, max, numbers }] }).catch((error) => error);
      const within = await asked(rangeMax);
      // A bound that changes nothing may be all there is to refuse.
      expect(within.code === undefined || within.code === 'FAILED_PRECONDITION' ? 'taken' : within.message).toBe('taken');
      expect(await asked(rangeMax + 1)).toMatchObject({ code: 'INVALID_ARGUMENT', violations: [{ field: 'spec.rules[0].max' }] });
      if (rangeMin > 0) expect(await asked(rangeMin - 1)).toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });

  it('refuses what it does not know, all of it at once', async () => {
    await expect(services.jobs.client.listRules({ lottery: 'nope', locale: 'fr' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'lottery' }, { field: 'locale' }],
    });
    await expect(services.jobs.client.listRules({ picks: 5 })).rejects.toMatchObject({
      violations: [{ field: 'picks', description: 'must be 6 to 20, not 5' }],
    });
  });
});
