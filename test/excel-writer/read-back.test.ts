import ExcelJS from 'exceljs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateJobRequest, Job } from '../../services/client/library/client.js';
import type { StreamedGames } from '../support/clients/job-client.js';
import { drawsCsv, importDraws } from '../support/data/draws.js';
import { score } from '../support/reference/oracle.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
  await importDraws(services.jobs.client, drawsCsv());
});
afterAll(() => services.stop());

interface Written {
  job: Job;
  bytes: Buffer;
  book: ExcelJS.Workbook;
  streamed: StreamedGames;
}

/** The workbook of a job as exceljs reads it, and the same games as StreamGames returns them. */
async function written(request: CreateJobRequest): Promise<Written> {
  const { id } = await services.jobs.create(request);
  const job = await services.jobs.end(id);
  expect(job.failure).toBeNull();
  const bytes = await services.jobs.download(id);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ArrayBuffer);
  return { job, bytes, book, streamed: await services.jobs.games(job.spec ?? {}) };
}

/** The default score without a popularity model. */
const TERMS = ['parity', 'low-high', 'sum', 'decades'].map((id) => ({ id, weight: 1, ideal: undefined }));

function splitIntoGames({ numbers }: StreamedGames, picks: number): number[][] {
  return Array.from({ length: numbers.length / picks }, (_, i) => [...numbers.subarray(i * picks, (i + 1) * picks)]);
}

function sheet(book: ExcelJS.Workbook, name: string): ExcelJS.Worksheet {
  const found = book.getWorksheet(name);
  if (!found) throw new Error(`no sheet ${name}: ${book.worksheets.map((each) => each.name)}`);
  return found;
}

function expectGames(games: ExcelJS.Worksheet, expected: number[][], strict: string): void {
  expect(games.rowCount).toBe(expected.length + 1);
  for (const [i, game] of expected.entries()) {
    const values = games.getRow(i + 2).values as unknown[];
    const hits = games.getCell(i + 2, game.length + 4);
    const row = [...values.slice(1, game.length + 4), hits.result];
    const [rated] = row.splice(game.length + 1, 1);
    expect(row).toEqual([i + 1, ...game, strict, 0]);
    expect(Math.abs(Number(rated) * 100 - score(game, TERMS, { universeSize: 60, draws: [], window: [] }))).toBeLessThan(0.501);
    if (i > 0) expect((hits.value as ExcelJS.CellSharedFormulaValue).sharedFormula).toBe(`${games.getColumn(game.length + 4).letter}2`);
  }
}

describe('the workbook that exceljs reads', () => {
  it('contains exactly the streamed games in order, with formula, styles and formats', async () => {
    const { book, streamed, job } = await written({ spec: { quantity: 30_000, seed: 1 } });
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Conferência', 'Jogos', 'Regras e Resumo', 'Estatísticas']);
    const games = sheet(book, 'Jogos');
    expect(games.getRow(1).values).toEqual([undefined, 'Jogo', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'Pontuação', 'Nível', 'Acertos']);
    expectGames(games, splitIntoGames(streamed, 6), 'Estrito');
    expect(streamed.sha256).toBe(job.summary?.gamesSha256);

    const formula = games.getCell('J2').value as { formula: string; shareType: string; ref: string };
    expect(formula).toMatchObject({
      formula: 'COUNTIF(Sorteio,B2)+COUNTIF(Sorteio,C2)+COUNTIF(Sorteio,D2)+COUNTIF(Sorteio,E2)+COUNTIF(Sorteio,F2)+COUNTIF(Sorteio,G2)',
      shareType: 'shared',
      ref: 'J2:J30001',
    });
    for (const row of [2, 3, 15_000, 30_001]) {
      for (let column = 1; column <= 10; column++) {
        const { style } = games.getCell(row, column);
        expect(style.alignment).toMatchObject({ horizontal: 'center' });
        for (const side of ['top', 'left', 'bottom', 'right'] as const) expect(style.border?.[side]?.style).toBe('thin');
        expect(style).toEqual(games.getCell(2, column).style);
      }
      expect(games.getCell(row, 2).numFmt).toBe('00');
      expect(games.getCell(row, 8).numFmt).toBe('0.00');
    }
    expect(games.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(games.autoFilter).toBe('A1:J30001');
    const [format] = (games as unknown as { conditionalFormattings: { ref: string; rules: { formulae: string[] }[] }[] })
      .conditionalFormattings;
    expect(format.ref).toBe('B2:G30001');
    expect(format.rules[0].formulae).toEqual(["COUNTIF('Conferência'!$A$5:$F$5,B2)>0"]);
    expect(games.dimensions.toString()).toBe('A1:J30001');
  });

  it('lists every parameter, every rule with its rejections, the digest, and the notice that no method raises the chance', async () => {
    const { book, job } = await written({
      spec: { quantity: 500, seed: 42, constraints: { fixedNumbers: [7], excludedNumbers: [13], minOdd: 1, maxOdd: 5, maxRepetition: 4 } },
    });
    const rows: string[] = [];
    sheet(book, 'Regras e Resumo').eachRow((row) => {
      rows.push((row.values as unknown[]).slice(1).join(' | '));
    });
    const text = rows.join('\n');
    expect(text).toContain('Loteria | Mega-Sena');
    expect(text).toContain('Quantidade de jogos | 500');
    expect(text).toContain('Preço total (R$) | 3000');
    expect(text).toContain('Dezenas fixas | 7');
    expect(text).toContain('Dezenas excluídas | 13');
    expect(text).toContain('Dezenas ímpares | 1 a 5');
    expect(text).toContain('Repetição com jogos anteriores | no máximo 4 (janela de 1000 jogos, no pedido inteiro)');
    expect(text).toContain('Semente | 42');
    expect(text).toContain(`Versão do histórico de concursos | ${job.spec?.historyVersion}`);
    expect(text).toContain(`SHA-256 dos jogos | ${job.summary?.gamesSha256}`);
    for (const { min, max, rejections } of job.summary?.rules ?? [])
      expect(text).toMatch(new RegExp(`\\| ${min} \\| ${max} \\| [^|]+ \\| ${rejections}$`, 'm'));
    expect(text).toContain('Nenhum método aumenta a chance de ganhar');
  });

  it('has English texts with the locale en, and sorts the games within each sort chunk', async () => {
    const { book, streamed } = await written({
      spec: { quantity: 2_500, seed: 3, picks: 9, historyVersion: '' },
      workbook: { locale: 'en', order: 'GAME_ORDER_SORTED_CHUNKS', sortChunkSize: 1_000 },
    });
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Check', 'Games', 'Rules and Summary', 'Statistics']);
    const games = splitIntoGames(streamed, 9);
    const text = (game: number[]) => String.fromCharCode(...game);
    const sorted = [0, 1_000, 2_000].flatMap((start) => games.slice(start, start + 1_000).sort((a, b) => (text(a) < text(b) ? -1 : 1)));
    expectGames(sheet(book, 'Games'), sorted, 'Strict');
    const notices: string[] = [];
    sheet(book, 'Rules and Summary').eachRow((row) => {
      notices.push(String((row.values as unknown[])[1]));
    });
    expect(notices).toContain('No draw history was used for Mega-Sena: the history rules are off.');
  });

  it.each(['GAME_ORDER_SORTED', 'GAME_ORDER_BY_SCORE'] as const)('contains all games in the order %s', async (order) => {
    const { book, streamed } = await written({ spec: { quantity: 7_000, seed: 3, historyVersion: '' }, workbook: { order } });
    const rows: { game: number[]; score: number }[] = [];
    sheet(book, 'Jogos').eachRow((row, number) => {
      const values = row.values as number[];
      if (number > 1) rows.push({ game: values.slice(2, 8), score: values[8] });
    });
    const games = splitIntoGames(streamed, 6);
    const text = (game: number[]) => String.fromCharCode(...game);
    const ascending = games.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
    if (order === 'GAME_ORDER_SORTED') {
      expect(rows.map(({ game }) => game)).toEqual(ascending);
      return;
    }
    expect(rows.map(({ score }) => score)).toEqual(rows.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(rows.map(({ game }) => game).toSorted((a, b) => (text(a) < text(b) ? -1 : 1))).toEqual(ascending);
    // Games with the same score stay in the order of generation.
    const place = new Map(games.map((game, i) => [text(game), i]));
    const ties = rows.slice(1).filter(({ score }, i) => score === rows[i].score);
    expect(ties.length).toBeGreaterThan(100);
    for (const [i, { game, score }] of rows.slice(1).entries()) {
      if (score === rows[i].score) expect(place.get(text(game))).toBeGreaterThan(place.get(text(rows[i].game)) as number);
    }
  });

  it('has correct statistics of its games, with data bars', async () => {
    const { book, streamed } = await written({ spec: { quantity: 5_000, seed: 8, historyVersion: '' } });
    const games = splitIntoGames(streamed, 6);
    const statistics = sheet(book, 'Estatísticas');
    const column = (from: number) =>
      Array.from({ length: statistics.rowCount - 1 }, (_, i) => [
        statistics.getCell(i + 2, from).value,
        statistics.getCell(i + 2, from + 1).value,
      ]).filter(([name]) => name !== null);
    const times = (number: number) => games.filter((game) => game.includes(number)).length;
    expect(column(1)).toEqual(Array.from({ length: 60 }, (_, i) => [i + 1, times(i + 1)]));
    expect(statistics.getCell('C2').value).toBe(500);
    expect([5, 6, 7].map((titled) => statistics.getCell(1, titled).value)).toEqual(['Dezenas ímpares', 'Jogos', 'Proporção']);
    const oddOf = (game: number[]) => game.filter((number) => number % 2 === 1).length;
    expect(column(5)).toEqual(Array.from({ length: 7 }, (_, odd) => [odd, games.filter((game) => oddOf(game) === odd).length]));
    for (const from of [9, 13]) expect(column(from).reduce((sum, [, count]) => sum + Number(count), 0)).toBe(5_000);
    const sums = games.map((game) => game.reduce((sum, number) => sum + number, 0));
    for (const [name, count] of column(9)) {
      const [low, high] = String(name).split(' – ').map(Number);
      expect(sums.filter((sum) => sum >= low && sum <= high)).toHaveLength(Number(count));
    }
    const formats = (statistics as unknown as { conditionalFormattings: { ref: string; rules: { type: string }[] }[] })
      .conditionalFormattings;
    expect(formats.map(({ ref, rules }) => [ref, rules[0].type])).toContainEqual(['B2:B61', 'dataBar']);
    expect(formats).toHaveLength(4);
  });

  it('ends its rows and formats with the last game when there are fewer games than requested', async () => {
    const { id } = await services.jobs.create({
      spec: { quantity: 1_000, seed: 3, historyVersion: '', constraints: { poolNumbers: [1, 2, 3, 4, 11, 12, 13, 14, 25] } },
      allowPartial: true,
    });
    const job = await services.jobs.end(id);
    const bytes = await services.jobs.download(id);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes as unknown as ArrayBuffer);
    expect(job.workbooks[0]?.games).toBe('64');
    const games = sheet(book, 'Jogos');
    expect(games.rowCount).toBe(65);
    expect(games.autoFilter).toBe('A1:J65');
    expect(bytes.length.toString()).toBe(job.workbooks[0]?.sizeBytes);
  });

  it('is complete with a single game', async () => {
    const { book, streamed } = await written({ spec: { quantity: 1, seed: 3, picks: 20 } });
    expectGames(sheet(book, 'Jogos'), splitIntoGames(streamed, 20), 'Estrito');
  });

  it('has its zip entries once each, and the elements of a sheet in the order of the standard', async () => {
    const { bytes } = await written({ spec: { quantity: 10, seed: 3 } });
    const names = Object.keys(unzipSync(bytes));
    expect(names[0]).toBe('[Content_Types].xml');
    expect(new Set(names).size).toBe(names.length);
    const xml = Buffer.from(unzipSync(bytes)['xl/worksheets/sheet2.xml']).toString();
    // ECMA-376 18.3.1.99: the order of a worksheet's elements.
    const order = [
      '<sheetPr',
      '<dimension',
      '<sheetViews',
      '<sheetFormatPr',
      '<cols',
      '<sheetData',
      '<autoFilter',
      '<conditionalFormatting',
      '<pageMargins',
    ];
    const found = order.map((element) => xml.indexOf(element)).filter((at) => at >= 0);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found.length).toBeGreaterThan(6);
  });
});
