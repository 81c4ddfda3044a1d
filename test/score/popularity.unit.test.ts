import { describe, expect, it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import { findLottery, LOTTERIES } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import type { PopularityModel } from '../../services/domain/scores/popularity.js';
import type { Draw } from '../../services/orchestrator/draws/history/draw.js';
import { createHistory } from '../../services/orchestrator/draws/history/history.js';
import { fitPopularity, specialDraws } from '../../services/orchestrator/draws/popularity/fit-popularity.js';
import { readDrawsFile } from '../../services/orchestrator/draws/reading/read-draws-file.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { hasSharedData, NO_SHARED_DATA, readShared } from '../support/data/shared-data.js';
import { counts } from '../support/reference/oracle.js';
import { madeUpDraws } from './made-up-draws.js';

const mega = findLottery('mega-sena') as Lottery;

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

  it('bounds the popularity of games as a rule, of every lottery, and needs a model for that', async () => {
    const random = new Random(SEED);
    const core = new Core(loadCoreModule());
    for (const lottery of LOTTERIES) {
      const { id, universeSize, minPicks } = lottery;
      const effects = numbersTo(universeSize).map(() => random.below(1_000) / 2_000 - 0.25);
      const model: PopularityModel = {
        ...{ lottery: id, version: '0123456789abcdef', historyVersion: '', hits: 4, draws: 1, effects },
        quality: { penalty: 1, r2: 0.5, leastDecile: 0.7, mostDecile: 1.5, forwardCorrelation: 0.5 },
      };
      const rules = [{ id: 'popularity', min: 3_000, max: 5_500 }];
      const { program, rules: applied } = await programOf({ lottery: id, quantity: 1, rules }, undefined, model);
      core.configure(program);
      const condition = program.rules
        .slice(
          0,
          applied.findIndex((rule) => rule.id === 'popularity'),
        )
        .flatMap((rule) => rule.conditions).length;
      let broken = 0;
      for (let i = 0; i < 500; i++) {
        const game = random.choose(numbersTo(universeSize), minPicks);
        const [expected] = counts({ id: 'popularity' }, game, { ...lottery, effects, draws: [], window: [] });
        const measured = core.measure(Uint8Array.from(game), condition);
        expect(Math.abs(measured - expected)).toBeLessThanOrEqual(1);
        const breaks = core.brokenRules(Uint8Array.from(game), 4).some((index) => applied[index].id === 'popularity');
        expect(breaks).toBe(measured < 3_000 || measured > 5_500);
        broken += breaks ? 1 : 0;
      }
      expect(broken).toBeGreaterThan(20);
      expect(broken).toBeLessThan(480);
      await expect(programOf({ lottery: id, quantity: 1, rules })).rejects.toMatchObject({
        violations: [{ field: 'spec.rules[0].id', description: expect.stringContaining('needs a popularity model') }],
      });
    }
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

  it.each([
    ['mega-sena', 'megasena', 4],
    ['quina', 'quina', 3],
    ['lotofacil', 'lotofacil', 13],
  ])('of %s the special draws are those of the file, and are found without its column', async (id, file, hits) => {
    const lottery = findLottery(id) as Lottery;
    const { draws } = await readDrawsFile(readShared(`draws/${file}.csv`), lottery);
    const { winnings } = await readDrawsFile(readShared(`draws/${file}_premios.csv`), lottery);
    const flagged = createHistory(
      id,
      draws.map((draw) => ({ ...draw, winnings: winnings?.get(draw.number) })),
    ).draws;
    const plain = flagged.map((draw) => ({ ...draw, winnings: draw.winnings && { ...draw.winnings, special: false } }));
    const found = (some: Draw[]) => [...specialDraws(some)].map(({ number }) => number).toSorted((a, b) => a - b);
    expect(found(plain)).toEqual(found(flagged));
    expect(found(plain)).toEqual(expect.arrayContaining(flagged.filter((draw) => draw.winnings?.special).map(({ number }) => number)));
    // One a year since 2009, and for Mega-Sena two rare jackpots and the draw of 24 May 2026.
    expect(found(plain).length).toBeGreaterThanOrEqual(14);
    expect(found(plain).length).toBeLessThanOrEqual(21);
    const without = fitPopularity(lottery, { ...createHistory(id, plain), version: '0' });
    expect(without.version).toBe(fitPopularity(lottery, { ...createHistory(id, flagged), version: '0' }).version);
    expect(without.hits).toBeLessThanOrEqual(hits);
  });

  it('the spreadsheet of Mega-Sena has winners and revenue of its own', async () => {
    const { draws } = await readDrawsFile(readShared('caixa/mega-sena.xlsx'), mega);
    expect(draws.find(({ number }) => number === 2_550)?.winnings?.winners).toMatchObject({ 6: 5, 5: 2_485 });
    expect(fitPopularity(mega, createHistory('mega-sena', draws)).quality.r2).toBeGreaterThan(0.65);
  });
});
