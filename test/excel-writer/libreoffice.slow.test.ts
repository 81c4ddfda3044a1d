import { parse } from 'csv-parse/sync';
import { type Unzipped, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateJobRequest, GameSpec } from '../../services/client/library/client.js';
import { drawsCsv, importDraws } from '../support/data/draws.js';
import { type Services, startServices } from '../support/services/services.js';
import { hasLibreOffice, sheetsByLibreOffice } from '../support/tools/libreoffice.js';

if (!hasLibreOffice)
  console.log('soffice is not installed, so LibreOffice calculates no workbooks (Debian package libreoffice-calc-nogui)');

describe.skipIf(!hasLibreOffice)('LibreOffice', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
    await importDraws(services.jobs.client, drawsCsv());
  });
  afterAll(() => services.stop());

  async function workbookOf(spec: GameSpec, workbook: CreateJobRequest['workbook'] = {}): Promise<Buffer> {
    const { id } = await services.jobs.create({ spec, workbook });
    expect((await services.jobs.end(id)).failure).toBeNull();
    return services.jobs.download(id);
  }

  /** Writes numbers into cells of the check sheet, as a person does. */
  function typeIn(workbook: Buffer, cells: Record<string, number>): Uint8Array {
    const parts: Unzipped = unzipSync(workbook);
    let sheet = Buffer.from(parts['xl/worksheets/sheet1.xml']).toString();
    for (const [cell, value] of Object.entries(cells)) {
      const typed = sheet.replace(new RegExp(`<c r="${cell}" (s="\\d+")(/>|><v>\\d+</v></c>)`), `<c r="${cell}" $1><v>${value}</v></c>`);
      expect(typed).not.toBe(sheet);
      sheet = typed;
    }
    return zipSync({ ...parts, 'xl/worksheets/sheet1.xml': Buffer.from(sheet) });
  }

  function rowsOf(sheets: Map<string, string>, name: string): number[][] {
    return (parse(sheets.get(name) ?? '', { from: 2 }) as string[][]).map((row) => row.map(Number));
  }

  it('calculates the hits of every row, and their counts, from the numbers typed into the check sheet', async () => {
    const drawn = [4, 8, 15, 16, 23, 42];
    const workbook = await workbookOf({ quantity: 20_000, seed: 1, historyVersion: '' });
    const sheets = sheetsByLibreOffice(typeIn(workbook, Object.fromEntries(drawn.map((number, i) => [`${'ABCDEF'[i]}5`, number]))));
    const games = rowsOf(sheets, 'Jogos');
    expect(games).toHaveLength(20_000);
    const hits = games.map((row) => row[9]);
    expect(hits).toEqual(games.map((row) => row.slice(1, 7).filter((number) => drawn.includes(number)).length));
    expect(Math.max(...hits)).toBeGreaterThan(3);
    const counts = new Map(
      (parse(sheets.get('Conferência') ?? '', { relaxColumnCount: true }) as string[][]).map((row) => [row[0], row[1]]),
    );
    for (let count = 0; count <= 6; count++) expect(Number(counts.get(String(count)))).toBe(hits.filter((each) => each === count).length);
  });

  it('calculates the right hits on every sheet for a draw that the workbook has filled in', async () => {
    const workbook = await workbookOf(
      { quantity: 2_500, seed: 1, picks: 9, historyVersion: '' },
      { checkDraw: 0, sheetGames: 1_000, layout: 'WORKBOOK_LAYOUT_SHEETS' },
    );
    const sheets = sheetsByLibreOffice(workbook);
    expect([...sheets.keys()].toSorted()).toEqual(['Conferência', 'Estatísticas', 'Jogos 1', 'Jogos 2', 'Jogos 3', 'Regras e Resumo']);
    const drawn = (parse(sheets.get('Conferência') ?? '', { relaxColumnCount: true }) as string[][])[4].slice(0, 6).map(Number);
    for (const [name, rows] of [
      ['Jogos 1', 1_000],
      ['Jogos 2', 1_000],
      ['Jogos 3', 500],
    ] as const) {
      const games = rowsOf(sheets, name);
      expect(games).toHaveLength(rows);
      expect(games.map((row) => row[12])).toEqual(games.map((row) => row.slice(1, 10).filter((number) => drawn.includes(number)).length));
    }
  });
});
