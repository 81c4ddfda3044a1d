import { createHash } from 'node:crypto';
import ExcelJS from 'exceljs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateJobRequest, Job } from '../../services/client/library/client.js';
import { drawsCsv, drawsOf, importDraws } from '../support/data/draws.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
  await importDraws(services.jobs.client, drawsCsv());
});
afterAll(() => services.stop());

async function ended(request: CreateJobRequest): Promise<Job> {
  const { id } = await services.jobs.create(request);
  const job = await services.jobs.end(id);
  expect(job.failure).toBeNull();
  return job;
}

async function bookOf(job: Job, part: number): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await services.jobs.download(job.id, { part })) as unknown as ArrayBuffer);
  return book;
}

/** The rows of a sheet as texts, with the result of each formula. */
function rowsOf(book: ExcelJS.Workbook, name: string): string[] {
  const rows: string[] = [];
  book.getWorksheet(name)?.eachRow((row) => {
    rows.push((row.values as ExcelJS.CellValue[]).slice(1).map(textOf).join(' | '));
  });
  return rows;
}

function textOf(value: ExcelJS.CellValue): string {
  // exceljs omits results that are 0.
  if (value !== null && typeof value === 'object' && ('formula' in value || 'sharedFormula' in value)) return String(value.result ?? 0);
  return String(value ?? '');
}

/** The game number and the numbers of each row of a games sheet. */
function readGames(book: ExcelJS.Workbook, name: string): number[][] {
  return rowsOf(book, name)
    .slice(1)
    .map((row) => row.split(' | ').slice(0, 7).map(Number));
}

async function streamedGames(job: Job): Promise<number[][]> {
  const { numbers } = await services.jobs.games(job.spec ?? {});
  return Array.from({ length: numbers.length / 6 }, (_, i) => [i + 1, ...numbers.subarray(i * 6, i * 6 + 6)]);
}

describe('a job with more games than a sheet holds', () => {
  it('writes several workbooks that name their part and together contain every game once', async () => {
    const job = await ended({ spec: { quantity: 5_500, seed: 1 }, workbook: { sheetGames: 2_000 } });
    expect(job.workbooks.map(({ part, parts, firstGame, games }) => [part, parts, firstGame, games])).toEqual([
      [1, 3, '1', '2000'],
      [2, 3, '2001', '2000'],
      [3, 3, '4001', '1500'],
    ]);
    const all: number[][] = [];
    for (const { part, fileName, sha256, sizeBytes } of job.workbooks) {
      expect(fileName).toMatch(new RegExp(`^jogos-mega-sena-5500-[0-9a-f]{8}-part-0${part}-of-03\\.xlsx$`));
      const bytes = await services.jobs.download(job.id, { part });
      expect([bytes.length.toString(), createHash('sha256').update(bytes).digest('hex')]).toEqual([sizeBytes, sha256]);
      const book = await bookOf(job, part);
      expect(book.title).toContain(`(parte ${part} de 3)`);
      expect(book.worksheets.map(({ name }) => name)).toEqual(['Conferência', 'Jogos', 'Regras e Resumo', 'Estatísticas']);
      expect(rowsOf(book, 'Conferência')[0]).toContain(`parte ${part} de 3`);
      const summary = rowsOf(book, 'Regras e Resumo').join('\n');
      expect(summary).toContain(`Parte | parte ${part} de 3`);
      const first = (part - 1) * 2_000 + 1;
      const games = readGames(book, 'Jogos');
      expect(summary).toContain(`Jogos desta parte | ${first} a ${first + games.length - 1}`);
      expect(summary).toContain(`SHA-256 dos jogos | ${part === 3 ? job.summary?.gamesSha256 : 'na última parte'}`);
      // The statistics count the games of this part only.
      const [, seven] = rowsOf(book, 'Estatísticas')
        .map((row) => row.split(' | '))
        .filter(([number]) => number === '7')[0];
      expect(Number(seven)).toBe(games.filter((game) => game.slice(1).includes(7)).length);
      all.push(...games);
    }
    expect(all).toEqual(await streamedGames(job));
  });

  it('writes several sheets in one workbook with WORKBOOK_LAYOUT_SHEETS', async () => {
    const job = await ended({
      spec: { quantity: 5_500, seed: 1 },
      workbook: { sheetGames: 2_000, layout: 'WORKBOOK_LAYOUT_SHEETS', locale: 'en' },
    });
    expect(job.workbooks).toHaveLength(1);
    const book = await bookOf(job, 1);
    const sheets = ['Games 1', 'Games 2', 'Games 3'];
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Check', ...sheets, 'Rules and Summary', 'Statistics']);
    expect(sheets.flatMap((name) => readGames(book, name))).toEqual(await streamedGames(job));
    for (const [i, name] of sheets.entries()) {
      const last = i === 2 ? 1_501 : 2_001;
      const sheet = book.getWorksheet(name);
      expect(sheet?.autoFilter).toBe(`A1:J${last}`);
      expect(sheet?.getCell('J2').value).toMatchObject({
        formula: 'COUNTIF(Drawn,B2)+COUNTIF(Drawn,C2)+COUNTIF(Drawn,D2)+COUNTIF(Drawn,E2)+COUNTIF(Drawn,F2)+COUNTIF(Drawn,G2)',
        ref: `J2:J${last}`,
      });
    }
    expect(book.getWorksheet('Check')?.getCell('B8').formula).toBe(
      sheets.map((name, i) => `COUNTIF('${name}'!$J$2:$J$${i === 2 ? 1_501 : 2_001},A8)`).join('+'),
    );
  });

  it('sorts its games across its workbooks', async () => {
    const job = await ended({ spec: { quantity: 3_500, seed: 1 }, workbook: { sheetGames: 1_000, order: 'GAME_ORDER_SORTED' } });
    const games: number[][] = [];
    for (const { part } of job.workbooks) games.push(...readGames(await bookOf(job, part), 'Jogos'));
    const text = (game: number[]) => String.fromCharCode(...game.slice(1));
    expect(games.map(text)).toEqual((await streamedGames(job)).map(text).toSorted());
    expect(games.map(([number]) => number)).toEqual(games.map((_, i) => i + 1));
  });

  it('writes fewer parts when fewer games than requested satisfy the rules', async () => {
    const job = await ended({
      spec: {
        quantity: 10_000,
        seed: 3,
        historyVersion: '',
        constraints: { poolNumbers: [1, 2, 3, 4, 11, 12, 13, 14, 25, 26, 38, 39, 50] },
      },
      workbook: { sheetGames: 1_000 },
      allowPartial: true,
    });
    const games = Number(job.summary?.games);
    expect(games).toBeGreaterThan(1_000);
    expect(games).toBeLessThan(2_000);
    expect(job.workbooks.map(({ games }) => Number(games))).toEqual([1_000, games - 1_000]);
    const book = await bookOf(job, 2);
    expect(readGames(book, 'Jogos')).toHaveLength(games - 1_000);
    expect(rowsOf(book, 'Regras e Resumo').join('\n')).toContain(`SHA-256 dos jogos | ${job.summary?.gamesSha256}`);
  });

  it('offers finished parts for download while it runs, and deletes them when it is cancelled', async () => {
    const { id } = await services.jobs.create({ spec: { quantity: 10_000_000, seed: 1 }, workbook: { sheetGames: 100_000 } });
    const running = await services.jobs.until(id, ({ workbooks }) => workbooks.length > 0);
    expect(running.state).toBe('JOB_STATE_RUNNING');
    const bytes = await services.jobs.download(id, { part: 1 });
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(running.workbooks[0]?.sha256);
    expect(Object.keys(unzipSync(bytes))).toContain('xl/worksheets/sheet2.xml');
    await expect(services.jobs.download(id, { part: 100 })).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'NO_WORKBOOK' });
    expect(await services.jobs.cancel(id)).toMatchObject({ state: 'JOB_STATE_CANCELLED' });
    await expect.poll(async () => (await services.workbookFiles()).filter((name) => name.startsWith(id.slice(0, -4)))).toEqual([]);
    expect((await services.jobs.end(id)).workbooks).toEqual([]);
  });

  it('is refused when it needs more sheets than a job may have', async () => {
    for (const [workbook, message] of [
      [{ sheetGames: 1_000 }, /workbook.sheet_games: must be at least 1001 for 100001 games: a job has at most 100 sheets/],
      [{ sheetGames: 999 }, /workbook.sheet_games: must be 1000 to 1000000/],
      [{ sheetGames: 1_000_001 }, /workbook.sheet_games: must be 1000 to 1000000/],
    ] as const) {
      await expect(services.jobs.create({ spec: { quantity: 100_001 }, workbook })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(message),
      });
    }
  });
});

describe('check_draw', () => {
  const hitsOf = (book: ExcelJS.Workbook, name: string) =>
    rowsOf(book, name)
      .slice(1)
      .map((row) => Number(row.split(' | ')[9]));

  it('writes the hits of every game, and their counts, as results that need no calculation', async () => {
    const [newest] = await drawsOf(drawsCsv());
    const job = await ended({ spec: { quantity: 4_000, seed: 1, historyVersion: '' }, workbook: { checkDraw: 0, sheetGames: 3_000 } });
    for (const part of [1, 2]) {
      const book = await bookOf(job, part);
      const check = rowsOf(book, 'Conferência').map((row) => row.split(' | '));
      expect(check[2][0]).toMatch(/^Concurso \d+ já preenchido/);
      expect(book.getWorksheet('Conferência')?.getCell('A5').value).toBe(newest[0]);
      const hits = hitsOf(book, 'Jogos');
      const games = readGames(book, 'Jogos');
      expect(hits).toEqual(games.map((game) => game.slice(1).filter((number) => newest.includes(number)).length));
      const counts = new Map(check.slice(6).map(([count, times]) => [count, times]));
      for (let count = 0; count <= 6; count++) {
        expect(Number(counts.get(String(count)))).toBe(hits.filter((each) => each === count).length);
      }
    }
  });

  it('accepts every imported draw, and refuses others', async () => {
    const draws = await drawsOf(drawsCsv());
    const job = await ended({ spec: { quantity: 100, seed: 1 }, workbook: { checkDraw: 1 } });
    const cells = rowsOf(await bookOf(job, 1), 'Conferência').map((row) => row.split(' | ').map(Number));
    expect(cells).toContainEqual(draws.at(-1));
    for (const [checkDraw, lottery, message] of [
      [draws.length + 1, '', `unknown draw: the history of Mega-Sena has the draws 1 to ${draws.length}`],
      [1, 'quina', 'unknown draw: the history of Quina has no draws'],
      [-1, '', 'workbook.check_draw: must be 0 to'],
    ] as const) {
      await expect(services.jobs.create({ spec: { quantity: 100, lottery }, workbook: { checkDraw } })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(message),
      });
    }
  });

  it('counts the better of the two draws of Dupla Sena', async () => {
    const csv =
      'concurso,data,bola1,bola2,bola3,bola4,bola5,bola6,s2_bola1,s2_bola2,s2_bola3,s2_bola4,s2_bola5,s2_bola6\n1,2020-01-01,1,2,3,4,5,6,7,8,9,10,11,12\n';
    await services.jobs.client.importDraws(
      (async function* () {
        yield Buffer.from(csv);
      })(),
      'dupla-sena',
    );
    const job = await ended({ spec: { lottery: 'dupla-sena', quantity: 2_000, seed: 1, historyVersion: '' }, workbook: { checkDraw: 1 } });
    const book = await bookOf(job, 1);
    const inside = (game: number[], from: number, to: number) => game.slice(1).filter((number) => number >= from && number <= to).length;
    expect(hitsOf(book, 'Jogos')).toEqual(readGames(book, 'Jogos').map((game) => Math.max(inside(game, 1, 6), inside(game, 7, 12))));
  });
});
