import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GameSpec } from '../../services/client/library/client.js';
import { type Services, startServices } from '../support/services/services.js';
import { createFile } from './create-file.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

describe('a text file of games', () => {
  const spec: GameSpec = { lottery: 'mais-milionaria', quantity: 12_000, seed: 5, extraPicks: 3 };

  it('has the column names, separators and decimals of its language in CSV', async () => {
    const { games, extras } = await services.jobs.client.generateGames(spec);
    for (const [locale, delimiter, decimal, names] of [
      ['pt-BR', ';', ',', ['Jogo', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'Trevo 1', 'Trevo 2', 'Trevo 3', 'Pontuação', 'Nível']],
      ['en', ',', '.', ['Game', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'Clover 1', 'Clover 2', 'Clover 3', 'Score', 'Level']],
    ] as const) {
      const { bytes, job } = await createFile(services.jobs, { spec, workbook: { format: 'FILE_FORMAT_CSV', locale } });
      expect(job.workbooks[0]?.fileName).toMatch(/^jogos-mais-milionaria-12000-[0-9a-f]{8}\.csv$/);
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      const [header, ...rows] = parse(bytes, { bom: true, delimiter }) as string[][];
      expect(header).toEqual(names);
      expect(rows.map((row) => row.slice(0, 10).map(Number))).toEqual(games.map((game, i) => [i + 1, ...game, ...extras[i]]));
      for (const row of rows) expect(row[10]).toMatch(decimal === ',' ? /^\d{1,3},\d\d$/ : /^\d{1,3}\.\d\d$/);
      expect(new Set(rows.map((row) => row[11]))).toEqual(new Set([locale === 'en' ? 'Strict' : 'Estrito']));
    }
  });

  it('has the same content as the CSV when it is compressed, and the same bytes for the same job', async () => {
    const plain = await createFile(services.jobs, { spec, workbook: { format: 'FILE_FORMAT_CSV' } });
    const [first, second] = [
      await createFile(services.jobs, { spec, workbook: { format: 'FILE_FORMAT_CSV_GZIP' } }),
      await createFile(services.jobs, { spec, workbook: { format: 'FILE_FORMAT_CSV_GZIP' } }),
    ];
    expect(gunzipSync(first.bytes).equals(plain.bytes)).toBe(true);
    expect(first.bytes.equals(second.bytes)).toBe(true);
    expect(first.bytes.length).toBeLessThan(plain.bytes.length / 2);
    expect(first.job.workbooks[0]?.fileName).toMatch(/\.csv\.gz$/);
  });

  it('has the requested order in JSON Lines', async () => {
    const { bytes } = await createFile(services.jobs, {
      spec: { lottery: 'lotomania', quantity: 3_000, seed: 5 },
      workbook: { format: 'FILE_FORMAT_JSON_LINES', order: 'GAME_ORDER_BY_SCORE' },
    });
    const { games } = await services.jobs.client.generateGames({ lottery: 'lotomania', quantity: 3_000, seed: 5 });
    const lines = bytes.toString().trimEnd().split('\n');
    const parsed = lines.map(
      (line) => JSON.parse(line) as { game: number; numbers: number[]; score: number; level: string; extras?: number[] },
    );
    expect(parsed.map(({ game }) => game)).toEqual(Array.from({ length: 3_000 }, (_, i) => i + 1));
    expect(parsed.map(({ score }) => score)).toEqual(parsed.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(parsed.map(({ numbers }) => numbers.join()).toSorted()).toEqual(games.map((game) => game.join()).toSorted());
    expect(parsed.every(({ level, extras }) => level === 'STRICT' && extras === undefined)).toBe(true);
  });

  it('shows the labels of the ticket as numbers in CSV', async () => {
    const { bytes } = await createFile(services.jobs, {
      spec: { lottery: 'super-sete', quantity: 500, seed: 5 },
      workbook: { format: 'FILE_FORMAT_CSV', locale: 'en' },
    });
    const { games } = await services.jobs.client.generateGames({ lottery: 'super-sete', quantity: 500, seed: 5 });
    const rows = (parse(bytes, { bom: true, from: 2 }) as string[][]).map((row) => row.slice(1, 8).map(Number));
    // The label has the column and the digit: number 10 of the API is digit 0 of the first column, with the label 10.
    expect(rows).toEqual(games.map((game) => game.map((number) => Math.ceil(number / 10) * 10 + (number % 10))));
  });

  it('is deleted when its job is cancelled', async () => {
    const before = await services.workbookFiles();
    const { id } = await services.jobs.create({ spec: { quantity: 10_000_000, seed: 5 }, workbook: { format: 'FILE_FORMAT_CSV_GZIP' } });
    await services.jobs.until(id, ({ progress }) => Number(progress?.bytesWritten) > 0);
    expect((await services.jobs.cancel(id)).state).toBe('JOB_STATE_CANCELLED');
    await expect.poll(() => services.workbookFiles()).toEqual(before);
  });
});
