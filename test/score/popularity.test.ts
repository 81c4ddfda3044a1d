import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbersTo, Random } from '../support/data/random.js';
import { type Services, startServices } from '../support/services/services.js';
import { madeUpDraws } from './made-up-draws.js';

describe('popularity in the service', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  const draws = madeUpDraws(
    new Random(7),
    numbersTo(60).map((number) => (number <= 20 ? 0.2 : -0.1)),
    0.05,
  );
  const importFile = (lines: string[]) =>
    services.jobs.client.importDraws(
      (async function* () {
        yield Buffer.from(lines.join('\n'));
      })(),
    );

  it('is fitted on import, pinned by jobs, and leads the score', async () => {
    const { client } = services.jobs;
    await expect(client.getPopularity()).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'NO_POPULARITY' });
    const plain = await importFile([
      'concurso,data,bola1,bola2,bola3,bola4,bola5,bola6',
      ...draws.map(({ number, date, numbers }) => `${number},${date},${numbers.join(',')}`),
    ]);
    expect(plain.popularity).toBeNull();
    await expect(client.fitPopularity()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'NO_WINNINGS' });
    expect((await client.generateGames({ quantity: 1 })).spec.score).toMatchObject({ popularityVersion: '' });

    // The winners come in a file of their own.
    const { history, popularity } = await importFile([
      'concurso,arrecadacao,ganhadores_4',
      ...draws.map(({ number, winnings }) => `${number},${(winnings?.revenueCentavos ?? 0) / 100},${winnings?.winners[4]}`),
    ]);
    expect(history.version).toBe(plain.history.version);
    expect(popularity?.numbers[0].number).toBeLessThanOrEqual(20);
    expect(popularity?.numbers[0].factor).toBeGreaterThan(1.1);
    expect(popularity?.r2).toBeGreaterThan(0.8);
    expect(await client.getPopularity()).toEqual(popularity);
    expect(await client.fitPopularity()).toEqual(popularity);

    const { spec, games, summary } = await client.generateGames({ quantity: 2_000, seed: 1, score: { minScoreHundredths: 6_000 } });
    expect(spec.score).toMatchObject({ popularityVersion: popularity?.version, minScoreHundredths: 6_000 });
    expect(spec.score?.terms[0]).toMatchObject({ id: 'popularity', weight: 4 });
    expect(Number(summary.rules.find(({ id }) => id === 'score')?.rejections)).toBeGreaterThan(0);
    expect(summary.scoreMinHundredths).toBeGreaterThanOrEqual(6_000);
    // A third of the numbers are popular; games few people play have fewer of them.
    const popular = games.flat().filter((number) => number <= 20).length / games.flat().length;
    expect(popular).toBeLessThan(0.25);
    expect((await client.generateGames(spec)).games).toEqual(games);

    const { notices } = await services.jobs
      .create({ spec: { quantity: 1 }, workbook: { format: 'FILE_FORMAT_NONE' } })
      .then(({ id }) => services.jobs.end(id));
    expect(notices).toEqual([
      'A popularidade na pontuação só muda o número de pessoas que dividiriam um prêmio, nunca a chance de ganhar.',
    ]);

    const terms = await client.listScoreTerms({ locale: 'en' });
    expect(terms[0]).toMatchObject({ id: 'popularity', defaultWeight: 4, unavailable: '' });
    expect(terms[0].formula).toContain('never the chance of winning');
  });

  it('refuses what a score cannot be, by field', async () => {
    const refusal = await services.jobs.client
      .generateGames({
        quantity: 1,
        score: {
          terms: [{ id: 'nope' }, { id: 'parity', weight: 101 }, { id: 'parity', ideal: 9 }, { id: 'decades', ideal: 1 }],
          minScoreHundredths: 10_001,
          popularityVersion: 'x',
        },
      })
      .catch((error) => error);
    expect(refusal.violations.map(({ field }: { field: string }) => field)).toEqual([
      'spec.score.popularity_version',
      'spec.score.min_score_hundredths',
      'spec.score.terms[0].id',
      'spec.score.terms[1].weight',
      'spec.score.terms[2].id',
      'spec.score.terms[2].ideal',
      'spec.score.terms[3].ideal',
    ]);
  });

  it('says what the draws say of the numbers', async () => {
    const statistics = await services.jobs.client.getStatistics({ firstDraw: 1_401, lastDraw: 1_500, pairs: 5 });
    const recent = draws.slice(1_400);
    expect(statistics.draws).toBe(100);
    for (const { number, times, delay, expected } of statistics.numbers) {
      expect(times).toBe(recent.filter((draw) => draw.numbers.includes(number)).length);
      const last = recent.toReversed().findIndex((draw) => draw.numbers.includes(number));
      expect(delay).toBe(last < 0 ? 100 : last);
      expect(expected).toBe(10);
    }
    expect(statistics.pairs).toHaveLength(5);
    for (const { first, second, times } of statistics.pairs) {
      expect(times).toBe(recent.filter((draw) => draw.numbers.includes(first) && draw.numbers.includes(second)).length);
    }
    expect(statistics.odd.reduce((sum, { draws: count }) => sum + count, 0)).toBe(100);
    expect(statistics.odd.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(100);
    const sums = recent.map((draw) => draw.numbers.reduce((sum, number) => sum + number, 0));
    expect(statistics.sums).toMatchObject({ min: Math.min(...sums), max: Math.max(...sums) });
    await expect(services.jobs.client.getStatistics({ firstDraw: 5, lastDraw: 4, pairs: 1_001 })).rejects.toMatchObject({
      violations: [{ field: 'first_draw' }, { field: 'pairs' }],
    });
    await expect(services.jobs.client.getStatistics({ lastDraw: 1_501 })).rejects.toMatchObject({ violations: [{ field: 'last_draw' }] });
  });
});
