import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GameSpec } from '../../services/client/library/client.js';
import { LOTTERIES } from '../../services/domain/lotteries/catalogue.js';
import { combinations } from '../../services/domain/lotteries/combinations.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { gamePriceCentavos } from '../../services/domain/lotteries/price.js';
import { numbersTo, Random } from '../support/data/random.js';
import { hasSharedData, readShared } from '../support/data/shared-data.js';
import { type Services, startServices } from '../support/services/services.js';
import { FILES, realDraws } from './real-draws.js';

const each = LOTTERIES.map((lottery) => [lottery.name, lottery] as const);

describe('a job', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  it.each(each)('of %s gives distinct games of its numbers, with its history, price and sheet', async (_name, lottery) => {
    const { id, universeSize, minPicks, extra, columnSize, labels } = lottery;
    const { csv, draws } = await drawsFile(lottery);
    await services.jobs.client.importDraws(
      (async function* () {
        yield csv;
      })(),
      id,
    );
    const extraPicks = extra?.minPicks ?? 0;
    const job = await services.jobs.end((await services.jobs.create({ spec: { lottery: id, quantity: 3_000, seed: 7 } })).id);
    expect(job.failure).toBeNull();
    expect(job.spec).toMatchObject({ lottery: id, picks: minPicks, replayGuaranteed: true });
    expect(job.summary?.priceCentavos).toBe((3_000n * gamePriceCentavos(lottery, minPicks)).toString());

    const { games, extras, summary } = await services.jobs.client.generateGames(job.spec as GameSpec);
    expect(summary.gamesSha256).toBe(job.summary?.gamesSha256);
    expect(new Set(games.map((game, i) => [...game, '+', ...extras[i]].join(' '))).size).toBe(3_000);
    const drawn = new Set(draws.map((draw) => draw.join(' ')));
    for (const [i, game] of games.entries()) {
      expect(game.every((number, n) => number >= 1 && number <= universeSize && (n === 0 || number > game[n - 1]))).toBe(true);
      expect(drawn.has(game.join(' '))).toBe(false);
      expect(extras[i]).toHaveLength(extraPicks);
      expect(
        extras[i].every((number, n) => number >= 1 && number <= (extra?.universeSize ?? 0) && (n === 0 || number > extras[i][n - 1])),
      ).toBe(true);
      if (columnSize) expect(game.map((number) => Math.ceil(number / columnSize))).toEqual(numbersTo(7));
    }

    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await services.jobs.download(job.id)) as unknown as ArrayBuffer);
    const sheet = book.getWorksheet('Jogos');
    expect(sheet?.rowCount).toBe(3_001);
    const row = sheet?.getRow(1_234).values as unknown[];
    expect(row.slice(2, minPicks + 2)).toEqual(games[1_232].map((number) => labels?.[number - 1] ?? number));
    expect(row.slice(minPicks + 2, minPicks + extraPicks + 2)).toEqual(extras[1_232]);
    expect(book.getWorksheet('Conferência')?.getCell('A1').value).toBe(`Conferência de resultado: ${lottery.name}`);
  });

  it('of more numbers and clovers, and only some of what goes with them', async () => {
    const spec = {
      lottery: 'mais-milionaria',
      picks: 9,
      extraPicks: 4,
      quantity: 500,
      seed: 1,
      constraints: { extraNumbers: [1, 2, 3, 5, 6] },
    };
    const { games, extras, summary } = await services.jobs.client.generateGames(spec);
    expect(summary.spaceSize).toBe((combinations(50, 9) * 5n).toString());
    expect(summary.priceCentavos).toBe((500n * 600n * combinations(9, 6) * 6n).toString());
    expect(games.every((game) => game.length === 9)).toBe(true);
    expect(extras.every((clovers) => clovers.length === 4 && !clovers.includes(4))).toBe(true);
    expect(new Set(extras.map(String)).size).toBe(5);
  });

  it.each([8, 14, 15, 20, 21])('of Super Sete with %i numbers has as many of each column as its price says', async (picks) => {
    const { games, summary } = await services.jobs.client.generateGames({ lottery: 'super-sete', picks, quantity: 300, seed: 1 });
    for (const game of games) {
      const counts = numbersTo(7).map((column) => game.filter((number) => Math.ceil(number / 10) === column).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(2);
    }
    const fuller = picks % 7;
    const each7 = [Math.floor(picks / 7), Math.ceil(picks / 7)].map((count) => combinations(10, count));
    expect(summary.spaceSize).toBe((combinations(7, fuller) * each7[0] ** BigInt(7 - fuller) * each7[1] ** BigInt(fuller)).toString());
  });

  it('of Lotomania says that its candidates are drawn at random, and how likely a repeat is', async () => {
    const { summary } = await services.jobs.client.generateGames({ lottery: 'lotomania', quantity: 1_000, seed: 1 });
    expect(summary.spaceSize).toBe(combinations(100, 50).toString());
    // A thousand games are 499,500 pairs, each of equal ones with a chance of 1 in all games.
    expect(summary.repeatProbability / (499_500 / Number(combinations(100, 50)))).toBeCloseTo(1, 6);
    const job = await services.jobs.end(
      (await services.jobs.create({ spec: { lottery: 'lotomania', quantity: 100 }, workbook: { locale: 'en' } })).id,
    );
    expect(job.notices.join()).toContain('the probability of a duplicate game');
  });

  it('of a lottery of the caller’s own', async () => {
    const spec = { lottery: 'custom', custom: { universeSize: 128 }, picks: 12, quantity: 1_000, seed: 3 };
    const { games, spec: applied, summary } = await services.jobs.client.generateGames(spec);
    expect(applied).toMatchObject({ lottery: 'custom', custom: { universeSize: 128 }, picks: 12 });
    expect(Math.max(...games.flat())).toBeGreaterThan(120);
    expect(summary).toMatchObject({ priceCentavos: '0', spaceSize: combinations(128, 12).toString() });
    expect((await services.jobs.client.generateGames(applied as GameSpec)).games).toEqual(games);
    // Another one of as many numbers is another lottery, asked for in the same words.
    const smaller = await services.jobs.client.generateGames({ ...spec, custom: { universeSize: 127 } });
    expect(smaller.summary.spaceSize).toBe(combinations(127, 12).toString());
    expect(Math.max(...smaller.games.flat())).toBe(127);
    await expect(services.jobs.client.generateGames({ ...spec, custom: { universeSize: 129 } })).rejects.toMatchObject({
      violations: [{ field: 'spec.custom.universe_size' }],
    });
    await expect(services.jobs.client.generateGames({ ...spec, quantity: undefined, budgetCentavos: 100 })).rejects.toMatchObject({
      violations: [{ field: 'spec.budget_centavos' }],
    });
  });
});

/** A file of draws as the operator publishes it: the official ones where they are at hand, else random ones. */
async function drawsFile(lottery: Lottery): Promise<{ csv: Buffer; draws: number[][] }> {
  if (hasSharedData && lottery.id in FILES) return { csv: readShared(`draws/${FILES[lottery.id]}.csv`), draws: await realDraws(lottery) };
  const { universeSize, drawSize, drawsPerResult, columnSize, labels, extra } = lottery;
  const random = new Random(1);
  const balls = (prefix: string) => numbersTo(drawSize).map((i) => `${prefix}bola${i}`);
  const clovers = extra?.id === 'clover' ? numbersTo(extra.drawn).map((i) => `trevo${i}`) : [];
  const header = ['concurso', 'data', ...balls(''), ...(drawsPerResult === 2 ? balls('s2_') : []), ...clovers];
  const draw = () =>
    columnSize
      ? numbersTo(drawSize).map((column) => (column - 1) * columnSize + random.between(1, columnSize))
      : random.choose(numbersTo(universeSize), drawSize);
  const shown = (numbers: number[]) => numbers.map((number) => (columnSize ? number % columnSize : (labels?.[number - 1] ?? number)));
  const results = Array.from({ length: 500 }, () => Array.from({ length: drawsPerResult }, draw));
  const lines = results.map((result, i) =>
    [i + 1, '2020-01-01', ...result.flatMap(shown), ...(clovers.length > 0 ? [1, 2] : [])].join(','),
  );
  return { csv: Buffer.from([header.join(','), ...lines].join('\n')), draws: results.flat() };
}
