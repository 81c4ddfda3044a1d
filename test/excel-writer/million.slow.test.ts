import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawsCsv, drawsOf, importDraws } from '../support/data/draws.js';
import { Random, SEED } from '../support/data/random.js';
import { score } from '../support/reference/oracle.js';
import { type Services, startServices } from '../support/services/services.js';

const GAMES = 1_000_000;
const PICKS = 6;
const CHECKED = 20_000;
/** The default score without a popularity model. */
const TERMS = ['parity', 'low-high', 'sum', 'decades'].map((id) => ({ id, weight: 1, ideal: undefined }));

let services: Services;
let folder: string;
beforeAll(async () => {
  services = await startServices();
  await importDraws(services.jobs.client, drawsCsv());
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterAll(async () => {
  await services.stop();
  await rm(folder, { recursive: true });
});

describe('a workbook of a million games', () => {
  it(`has, as exceljs reads it, every game in order, and every cell of 20,000 random rows right (seed ${SEED})`, {
    timeout: 600_000,
  }, async () => {
    const { id } = await services.jobs.create({ spec: { quantity: GAMES, seed: 7 }, workbook: { checkDraw: 0 } });
    const job = await services.jobs.end(id);
    expect(job.failure).toBeNull();
    const path = join(folder, 'million.xlsx');
    await pipeline(Readable.from(services.jobs.client.downloadWorkbook(id)), createWriteStream(path));
    const { numbers } = await services.jobs.games(job.spec ?? {});
    const [drawn] = await drawsOf(drawsCsv());
    const random = new Random(SEED);
    const chosen = new Set([0, GAMES - 1]);
    while (chosen.size < CHECKED) chosen.add(random.below(GAMES));

    let games = 0;
    let checked = 0;
    const reader = new ExcelJS.stream.xlsx.WorkbookReader(path, { sharedStrings: 'cache', styles: 'cache', worksheets: 'emit' });
    for await (const sheet of reader as unknown as AsyncIterable<{ id: number; [Symbol.asyncIterator](): AsyncIterator<ExcelJS.Row> }>) {
      for await (const row of sheet) {
        // Conferência, Jogos and so on.
        if (Number(sheet.id) !== 2 || row.number === 1) continue;
        const values = row.values as ExcelJS.CellValue[];
        const game = [...numbers.subarray(games * PICKS, (games + 1) * PICKS)];
        const inOrder = row.number === games + 2 && values[1] === games + 1 && game.every((number, i) => values[i + 2] === number);
        if (!inOrder) expect([row.number, ...values.slice(1, 8)]).toEqual([games + 2, games + 1, ...game]);
        if (chosen.has(games)) {
          checked++;
          expect(values).toHaveLength(11);
          const rated = score(game, TERMS, { universeSize: 60, draws: [], window: [] });
          expect(Math.abs(Number(values[8]) * 100 - rated)).toBeLessThan(0.501);
          expect(values[9]).toBe('Estrito');
          // This reader tells the formula only of the cell that has it, and leaves out results that are 0.
          const { formula, result = 0 } = values[10] as ExcelJS.CellFormulaValue;
          expect(formula || undefined).toBe(
            games === 0
              ? 'COUNTIF(Sorteio,B2)+COUNTIF(Sorteio,C2)+COUNTIF(Sorteio,D2)+COUNTIF(Sorteio,E2)+COUNTIF(Sorteio,F2)+COUNTIF(Sorteio,G2)'
              : undefined,
          );
          expect(result).toBe(game.filter((number) => drawn.includes(number)).length);
          for (let column = 1; column <= 10; column++) {
            const { alignment, border, numFmt } = row.getCell(column).style;
            expect([alignment?.horizontal, border?.top?.style, border?.left?.style, border?.bottom?.style, border?.right?.style]).toEqual([
              'center',
              'thin',
              'thin',
              'thin',
              'thin',
            ]);
            if (column >= 2 && column <= 7) expect(numFmt).toBe('00');
          }
        }
        games++;
      }
    }
    expect(games).toBe(GAMES);
    expect(checked).toBe(CHECKED);
    console.log(`${games} rows in order, every cell of ${checked} right`);
  });
});
