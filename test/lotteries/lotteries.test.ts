import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDrawsFile } from '../../services/orchestrator/draws/read-draws-file.js';
import { LOTTERIES } from '../../services/shared/lotteries/catalogue.js';
import type { Lottery } from '../../services/shared/lotteries/lottery.js';
import { gamePriceCentavos } from '../../services/shared/lotteries/price.js';
import { applyRules } from '../../services/shared/rules/apply-rules.js';
import { counts } from '../support/oracle.js';
import { numbersTo, Random } from '../support/random.js';
import { type Services, startServices } from '../support/services.js';
import { hasSharedData, NO_SHARED_DATA, readShared } from '../support/shared-data.js';

const FILES: Record<string, string> = { 'mega-sena': 'megasena', lotofacil: 'lotofacil', quina: 'quina' };
const each = LOTTERIES.map((lottery) => [lottery.name, lottery] as const);

const NO_CONSTRAINTS = {
  ...{
    fixedNumbers: [],
    poolNumbers: [],
    excludedNumbers: [],
    minOdd: undefined,
    maxOdd: undefined,
    minEven: undefined,
    maxEven: undefined,
  },
  ...{ minRepetition: undefined, maxRepetition: undefined, window: 1_000, windowScope: 'JOB' as const },
};

/** Real draws, oldest first. */
function realDraws(lottery: Lottery): number[][] {
  return readDrawsFile(readShared(`draws/${FILES[lottery.id]}.csv`), lottery)
    .draws.toSorted((a, b) => a.number - b.number)
    .map(({ numbers }) => numbers);
}

describe('prices', () => {
  it.each([
    [
      'mega-sena',
      [
        600, 4_200, 16_800, 50_400, 126_000, 277_200, 554_400, 1_029_600, 1_801_800, 3_003_000, 4_804_800, 7_425_600, 11_138_400,
        16_279_200, 23_256_000,
      ],
    ],
    ['lotofacil', [350, 5_600, 47_600, 285_600, 1_356_600, 5_426_400]],
    ['quina', [300, 1_800, 6_300, 16_800, 37_800, 75_600, 138_600, 237_600, 386_100, 600_600, 900_900]],
  ])('of every bet size of %s are the official ones', (id, centavos) => {
    const lottery = LOTTERIES.find((candidate) => candidate.id === id) as Lottery;
    const sizes = numbersTo(lottery.maxPicks).slice(lottery.minPicks - 1);
    expect(sizes.map((picks) => Number(gamePriceCentavos(lottery, picks)))).toEqual(centavos);
  });
});

describe.skipIf(!hasSharedData)(`default rules${NO_SHARED_DATA}`, () => {
  it.each(each)('of %s are sensible: few of its real draws would have been rejected', (name, lottery) => {
    const draws = realDraws(lottery);
    const { universeSize, gridColumns, drawSize } = lottery;
    const rejected = new Map<string, number>();
    const judged = draws.slice(2);
    // What draws came before matters to some rules: each draw is judged with those before it.
    const seen = draws.slice(0, 2);
    for (const game of judged) {
      const context = { lottery, picks: drawSize, draws: [seen[seen.length - 1], seen[seen.length - 2]] };
      for (const { id, min, max } of applyRules(context, NO_CONSTRAINTS, []).applied) {
        const before = id === 'drawn' || id === 'near-drawn' ? seen : context.draws;
        const broken = counts(id, game, { universeSize, gridColumns, draws: before, window: [] }).some(
          (count) => count < min || count > max,
        );
        rejected.set(id, (rejected.get(id) ?? 0) + (broken ? 1 : 0));
      }
      seen.push(game);
    }
    const shares = [...rejected].map(([id, count]) => [id, (100 * count) / judged.length] as const);
    console.log(`${name}, ${judged.length} draws: ${shares.map(([id, share]) => `${id} ${share.toFixed(2)} %`).join(', ')}`);
    expect(shares.length).toBeGreaterThan(5);
    for (const [id, share] of shares) expect([id, share < 15]).toEqual([id, true]);
  });
});

describe('a job', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  it.each(each)('of %s gives distinct games of its numbers, with its history, price and sheet', async (_name, lottery) => {
    const { id, universeSize, minPicks, drawSize } = lottery;
    const random = new Random(1);
    const draws = hasSharedData ? realDraws(lottery) : Array.from({ length: 500 }, () => random.choose(numbersTo(universeSize), drawSize));
    const header = `concurso,data,${numbersTo(drawSize)
      .map((i) => `bola${i}`)
      .join(',')}`;
    const csv = Buffer.from([header, ...draws.map((numbers, i) => `${i + 1},2020-01-01,${numbers.join(',')}`)].join('\n'));
    await services.jobs.client.importDraws(
      (async function* () {
        yield csv;
      })(),
      id,
    );
    const job = await services.jobs.end((await services.jobs.create({ spec: { lottery: id, quantity: 3_000, seed: 7 } })).id);
    expect(job.failure).toBeNull();
    expect(job.spec).toMatchObject({ lottery: id, picks: minPicks });
    expect(job.summary?.priceCentavos).toBe((3_000n * gamePriceCentavos(lottery, minPicks)).toString());

    const { numbers } = await services.jobs.games(job.spec ?? {});
    const games = Array.from({ length: 3_000 }, (_, i) => [...numbers.subarray(i * minPicks, (i + 1) * minPicks)]);
    expect(new Set(games.map((game) => game.join(' '))).size).toBe(3_000);
    const drawn = new Set(draws.map((draw) => draw.join(' ')));
    for (const game of games) {
      expect(game.every((number, i) => number >= 1 && number <= universeSize && (i === 0 || number > game[i - 1]))).toBe(true);
      expect(drawn.has(game.join(' '))).toBe(false);
    }

    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await services.jobs.download(job.id)) as unknown as ArrayBuffer);
    const sheet = book.getWorksheet('Jogos');
    expect(sheet?.rowCount).toBe(3_001);
    const row = sheet?.getRow(1_234).values as unknown[];
    expect(row.slice(2, minPicks + 2)).toEqual(games[1_232]);
    expect(book.getWorksheet('Conferência')?.getCell('A1').value).toBe(`Conferência de resultado: ${lottery.name}`);
  });
});
