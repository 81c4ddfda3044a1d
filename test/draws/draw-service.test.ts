import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoredHistories } from '../../services/orchestrator/draws/history/history-store.js';
import { LmdbValues } from '../../services/orchestrator/storage/lmdb/lmdb-values.js';
import { type Services, startServices } from '../support/services/services.js';

const HEADER = 'concurso,data,bola1,bola2,bola3,bola4,bola5,bola6\n';
const csv = (draws: number) =>
  Buffer.from(HEADER + Array.from({ length: draws }, (_, i) => `${i + 1},2020-01-01,1,2,3,4,5,${6 + (i % 55)}`).join('\n'));

let services: Services;
beforeEach(async () => {
  services = await startServices();
});
afterEach(() => services.stop());

async function* pieces(file: Buffer, size = 1_000) {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}
const importFile = (file: Buffer, lottery?: string) => services.jobs.client.importDraws(pieces(file), lottery);

describe('imported draws', () => {
  it('are what the status says, and turn the history rules on', async () => {
    await expect(services.jobs.client.getHistory()).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'NO_HISTORY' });
    const { history, warnings } = await importFile(csv(20));
    expect(history).toMatchObject({
      lottery: 'mega-sena',
      draws: 20,
      first: { number: 1 },
      last: { number: 20, numbers: [1, 2, 3, 4, 5, 25] },
    });
    expect(warnings).toEqual([]);
    expect(await services.jobs.client.getHistory()).toEqual(history);
    const { spec, summary } = await services.jobs.games({ quantity: 1_000, seed: 1 });
    expect(spec.historyVersion).toBe(history.version);
    expect(summary.rules.map(({ id }) => id)).toEqual(expect.arrayContaining(['last-two-draws', 'drawn', 'near-drawn']));
  });

  it('say what was read and what was left out', async () => {
    const header = HEADER.trim();
    expect((await importFile(csv(4))).summary).toEqual({
      ...{ format: 'CSV', encoding: 'UTF-8', newDraws: 4, changedDraws: 0, unchangedDraws: 0, removedDraws: 0, leftOutDraws: 0 },
      ...{ drawsWithWinners: 0, winnersOnly: false, unusedColumns: [] },
    });
    const rows = ['1,2020-01-01,1,2,3,4,5,6', '2,2020-01-01,1,2,3,4,5,60', '5,2020-01-01,1,2,3,4,5,6', '6,2020-01-01,1,2,3,4,5,6'];
    const more = ['São Paulo,1000,0', ',1000,1', ',,', ',,,7'];
    const file = [`${header},Cidade / UF,Arrecadação,ganhadores_6`, ...rows.map((row, i) => `${row},${more[i]}`)].join('\n');
    const { summary, warnings } = await importFile(Buffer.from(file, 'latin1'));
    expect(summary).toEqual({
      ...{ format: 'CSV', encoding: 'windows-1252', newDraws: 1, changedDraws: 1, unchangedDraws: 1, removedDraws: 2, leftOutDraws: 1 },
      ...{ drawsWithWinners: 2, winnersOnly: false, unusedColumns: ['Cidade / UF'] },
    });
    expect(warnings).toEqual([
      '2 draws between 1 and 5 are missing',
      expect.stringMatching(/^row 5: draw "6" has 7 numbers/),
      '2 draws of the earlier history are not in the file and were removed',
    ]);
    const winners = await importFile(Buffer.from('concurso,arrecadacao,ganhadores_6\n5,100,1\n9,100,1\n'));
    expect(winners.summary).toMatchObject({ winnersOnly: true, drawsWithWinners: 1, newDraws: 0, removedDraws: 0 });
    expect(winners.warnings).toEqual(['the winners of 1 draws were left out, because these draws were not imported; the first is draw 9']);
  });

  it('replace the earlier ones, which jobs may still pin', async () => {
    const old = (await importFile(csv(5))).history;
    const young = (await importFile(csv(6))).history;
    expect((await services.jobs.client.getHistory()).version).toBe(young.version);
    const { spec } = await services.jobs.games({ quantity: 10, seed: 1, historyVersion: old.version });
    expect(spec.historyVersion).toBe(old.version);
  });

  it('have the winnings of two files that are imported at once', async () => {
    await importFile(csv(400));
    for (let round = 1; round <= 5; round++) {
      const winningsOf = (first: number) =>
        Buffer.from(
          ['concurso,arrecadacao,ganhadores_4', ...Array.from({ length: 200 }, (_, i) => `${first + i},${round}000,20`)].join('\n'),
        );
      await Promise.all([importFile(winningsOf(1)), importFile(winningsOf(201))]);
      await withValues(async (values) => {
        const { draws = [] } = (await new StoredHistories(values).latest('mega-sena')) ?? {};
        expect(new Set(draws.map(({ winnings }) => winnings?.revenueCentavos))).toEqual(new Set([round * 100_000]));
      });
    }
  });

  it('are still there after a restart', async () => {
    const { version } = (await importFile(csv(7))).history;
    await withValues(async (values) => {
      expect(await new StoredHistories(values).latest('mega-sena')).toMatchObject({ version });
    });
  });

  it('that are wrong change nothing', async () => {
    const { version } = (await importFile(csv(5))).history;
    for (const file of [
      Buffer.from('hello'),
      Buffer.alloc(0),
      Buffer.from('PK\x03\x04 broken'),
      Buffer.from(`${HEADER}1,2020-01-01,1,2,3,4,5,99`),
    ]) {
      await expect(importFile(file)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    await expect(importFile(csv(5), 'mega-soma')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'header.lottery' }],
    });
    await expect(importFile(csv(5), '../../etc')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((await services.jobs.client.getHistory()).version).toBe(version);
  });

  it('larger than 32 MiB are refused before they are all sent', async () => {
    let sent = 0;
    const endless = async function* () {
      for (;;) {
        sent += 256 * 1024;
        yield Buffer.alloc(256 * 1024, 0x20);
      }
    };
    await expect(services.jobs.client.importDraws(endless())).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'data' }],
    });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('that were damaged in the store are not used silently', async () => {
    const { version } = (await importFile(csv(5))).history;
    const key = `draws/mega-sena/${version}`;
    await withValues(async (values) => {
      const whole = (await values.get(key)) as string;
      for (const damaged of [whole.slice(0, -10), whole.replace('2020-01-01', '2021-01-01'), '', '{}']) {
        await values.put({ [key]: damaged });
        await expect(new StoredHistories(values).latest('mega-sena')).rejects.toMatchObject({ reason: 'STORE_CORRUPT' });
      }
      for (const damaged of ['', '{"version":"../../etc"}', JSON.stringify({ version: '0123456789abcdef' })]) {
        await values.put({ [key]: whole, 'draws/mega-sena/latest': damaged });
        await expect(new StoredHistories(values).latest('mega-sena')).rejects.toMatchObject({ reason: 'STORE_CORRUPT' });
      }
    });
  });

  it('are seen at once by a server that runs, whichever process imports them, winnings alone too', async () => {
    for (const draws of [5, 400]) {
      const version = await importInAnotherProcess(csv(draws));
      expect(await services.jobs.client.getHistory()).toMatchObject({ draws, version });
      const { spec } = await services.jobs.games({ quantity: 10, seed: 1 });
      expect(spec.historyVersion).toBe(version);
    }
    await expect(services.jobs.client.fitPopularity()).rejects.toMatchObject({ reason: 'NO_WINNINGS' });
    // The draws and so their version stay the same.
    await importInAnotherProcess(
      Buffer.from(['concurso,arrecadacao,ganhadores_4', ...Array.from({ length: 400 }, (_, i) => `${i + 1},90000000,2000`)].join('\n')),
    );
    expect(await services.jobs.client.fitPopularity()).toMatchObject({ draws: 400, hits: 4 });
    // Others are served while models are fitted, which takes as long as dozens of answers.
    const { client } = services.jobs;
    let fitted = false;
    const fits = Promise.all(Array.from({ length: 4 }, () => client.fitPopularity())).finally(() => {
      fitted = true;
    });
    let answers = 0;
    for (; !fitted; answers++) await client.getHistory();
    await fits;
    expect(answers).toBeGreaterThan(10);
  });
});

/** The store of the services, opened beside them. */
async function withValues(work: (values: LmdbValues) => Promise<void>): Promise<void> {
  const values = new LmdbValues(join(services.dataDir, 'draws'));
  try {
    await work(values);
  } finally {
    await values.close();
  }
}

/** `dezenas draws import` over the data folder of the services; the version it tells. */
async function importInAnotherProcess(file: Buffer): Promise<string> {
  const path = join(services.dataDir, '..', 'import.csv');
  await writeFile(path, file);
  const main = fileURLToPath(new URL('../../services/client/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, 'draws', 'import', path, '--json'], {
    env: { ...process.env, DATA_DIR: services.dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (JSON.parse(await text(child.stdout)) as { version: string }).version;
}
