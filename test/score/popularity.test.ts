import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import type { Draw } from '../../services/orchestrator/draws/history/draw.js';
import { createHistory } from '../../services/orchestrator/draws/history/history.js';
import { fitPopularity } from '../../services/orchestrator/draws/popularity/fit-popularity.js';
import { readDrawsFile } from '../../services/orchestrator/draws/reading/read-draws-file.js';
import { numbersTo, Random, SEED } from '../support/random.js';
import { type Services, startServices } from '../support/services.js';
import { hasSharedData, NO_SHARED_DATA, readShared } from '../support/shared-data.js';

const mega = findLottery('mega-sena') as Lottery;
const QUADRA = 1 / 2_332;

/** Draws whose quadra winners follow known effects, the years and some chance. */
function madeUpDraws(random: Random, effects: number[], noise: number): Draw[] {
  return Array.from({ length: 1_500 }, (_, i) => {
    const numbers = random.choose(numbersTo(60), 6);
    const year = 2016 + Math.floor(i / 150);
    const excess =
      (year - 2020) / 20 + numbers.reduce((sum, number) => sum + effects[number - 1], 0) + noise * (random.below(2_001) / 1_000 - 1);
    const bets = 10_000_000 + random.below(20_000_000);
    const price = { 2016: 350, 2017: 350, 2018: 350, 2019: 350 }[year] ?? (year < 2023 ? 450 : year < 2025 ? 500 : 600);
    return {
      ...{ number: i + 1, date: `${year}-08-15`, numbers },
      winnings: { revenueCentavos: bets * price, special: false, winners: { 4: Math.round(bets * QUADRA * Math.exp(excess)) } },
    };
  });
}

describe(`the popularity fit (seed ${SEED})`, () => {
  it('finds the effects that made the winners, and says how well', () => {
    const random = new Random(SEED);
    const raw = numbersTo(60).map(() => random.below(401) / 2_000 - 0.1);
    const mean = raw.reduce((sum, effect) => sum + effect, 0) / 60;
    const effects = raw.map((effect) => effect - mean);
    const model = fitPopularity(mega, createHistory('mega-sena', madeUpDraws(random, effects, 0.05)));
    expect(model).toMatchObject({ hits: 4, draws: 1_500 });
    for (const [i, effect] of model.effects.entries()) expect(Math.abs(effect - effects[i])).toBeLessThan(0.02);
    expect(model.quality.r2).toBeGreaterThan(0.8);
    expect(model.quality.forwardCorrelation).toBeGreaterThan(0.7);
    expect(model.quality.leastDecile).toBeLessThan(0.9);
    expect(model.quality.mostDecile).toBeGreaterThan(1.1);
  });

  it('finds nothing where there is nothing', () => {
    const model = fitPopularity(mega, createHistory('mega-sena', madeUpDraws(new Random(SEED), Array(60).fill(0), 0.5)));
    expect(model.quality.r2).toBeLessThan(0.3);
    expect(Math.abs(model.quality.forwardCorrelation)).toBeLessThan(0.2);
    for (const effect of model.effects) expect(Math.abs(effect)).toBeLessThan(0.15);
  });

  it('takes hardly longer of draws of many years: a year costs less than a number', () => {
    const draws = madeUpDraws(new Random(SEED), Array(60).fill(0), 0.1);
    const cpuOf = (years: number) => {
      const spread = draws.map((draw, i) => ({ ...draw, date: `${2_020 + (i % years)}-08-15` }));
      const history = createHistory('mega-sena', spread);
      const start = process.cpuUsage();
      fitPopularity(mega, history);
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    cpuOf(1);
    // A column for each year made it some 100 times as much.
    expect(cpuOf(500) / cpuOf(1)).toBeLessThan(25);
  });

  it('needs draws with winners and revenue', () => {
    const draws = madeUpDraws(new Random(SEED), Array(60).fill(0), 0.1);
    const few = [...draws.slice(0, 299), ...draws.slice(299).map(({ winnings: _, ...draw }) => draw)];
    expect(() => fitPopularity(mega, createHistory('mega-sena', few))).toThrow(/fewer than 300 draws of Mega-Sena have winners/);
  });
});

describe.skipIf(!hasSharedData)(`on the official draws${NO_SHARED_DATA}`, () => {
  it.each([
    ['mega-sena', 'megasena', 4, 0.65, 0.75, [13, 5, 7], [50, 40, 41]],
    ['quina', 'quina', 2, 0.7, 0.85, [13, 5], [61, 70]],
    ['lotofacil', 'lotofacil', 11, 0.2, 0.5, [13, 5], [16, 6]],
  ])('of %s the popularity is reproducible', async (id, file, hits, r2, forward, most, least) => {
    const lottery = findLottery(id) as Lottery;
    const { draws } = await readDrawsFile(readShared(`draws/${file}.csv`), lottery);
    const { winnings } = await readDrawsFile(readShared(`draws/${file}_premios.csv`), lottery);
    const history = createHistory(
      id,
      draws.map((draw) => ({ ...draw, winnings: winnings?.get(draw.number) })),
    );
    const model = fitPopularity(lottery, history);
    const { quality } = model;
    const order = numbersTo(lottery.universeSize).toSorted((a, b) => model.effects[b - 1] - model.effects[a - 1]);
    console.log(
      `${lottery.name}: ${model.draws} draws, ${model.hits} hits, R² ${quality.r2.toFixed(3)}, winners ${quality.leastDecile.toFixed(2)} / ${quality.mostDecile.toFixed(2)} of expected, forward ${quality.forwardCorrelation.toFixed(2)}; most ${order.slice(0, 8).join(' ')}, least ${order.slice(-8).join(' ')}`,
    );
    expect(model.hits).toBe(hits);
    expect(quality.r2).toBeGreaterThan(r2);
    expect(quality.forwardCorrelation).toBeGreaterThan(forward);
    expect(order.slice(0, 10)).toEqual(expect.arrayContaining(most));
    expect(order.slice(-10)).toEqual(expect.arrayContaining(least));
    expect(fitPopularity(lottery, history).version).toBe(model.version);
  });

  it('the spreadsheet of Mega-Sena has winners and revenue of its own', async () => {
    const { draws } = await readDrawsFile(readShared('caixa/mega-sena.xlsx'), mega);
    expect(draws.find(({ number }) => number === 2_550)?.winnings?.winners).toMatchObject({ 6: 5, 5: 2_485 });
    expect(fitPopularity(mega, createHistory('mega-sena', draws)).quality.r2).toBeGreaterThan(0.65);
  });
});

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
