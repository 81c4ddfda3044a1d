import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalHistoryStore } from '../../services/orchestrator/draws/history-store.js';
import { historyOf } from '../support/programs.js';
import { numbersTo, Random } from '../support/random.js';
import { type Services, startServices } from '../support/services.js';

const HEADER = 'concurso,data,bola1,bola2,bola3,bola4,bola5,bola6\n';
const csv = (draws: number) =>
  Buffer.from(HEADER + Array.from({ length: draws }, (_, i) => `${i + 1},2020-01-01,1,2,3,4,5,${i + 6}`).join('\n'));

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

  it('replace the earlier ones, which jobs may still pin', async () => {
    const old = (await importFile(csv(5))).history;
    const young = (await importFile(csv(6))).history;
    expect((await services.jobs.client.getHistory()).version).toBe(young.version);
    const { spec } = await services.jobs.games({ quantity: 10, seed: 1, historyVersion: old.version });
    expect(spec.historyVersion).toBe(old.version);
  });

  it('are still there after a restart', async () => {
    const { version } = (await importFile(csv(7))).history;
    const again = new LocalHistoryStore(services.dataDir);
    expect(await again.latest('mega-sena')).toMatchObject({ version });
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
    expect((await readdir(join(services.dataDir, 'draws', 'mega-sena'))).toSorted()).toEqual([`${version}.json`, 'latest.json']);
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

  it('whose stored file was damaged are not used silently', async () => {
    const { version } = (await importFile(csv(5))).history;
    const file = join(services.dataDir, 'draws', 'mega-sena', `${version}.json`);
    const text = await readFile(file, 'utf8');
    for (const damaged of [text.slice(0, -10), text.replace('2020-01-01', '2021-01-01'), '', '{}']) {
      await writeFile(file, damaged);
      await expect(new LocalHistoryStore(services.dataDir).latest('mega-sena')).rejects.toMatchObject({ reason: 'STORE_CORRUPT' });
    }
  });
});

describe('a process killed while it stores draws', () => {
  it('leaves the last whole history, at 25 random moments', async () => {
    const folder = join(services.dataDir, 'killed');
    const random = new Random(5);
    const known = new Set(Array.from({ length: 6 }, (_, i) => historyOf(historyDraws(i)).version));
    let written = 0;
    for (let round = 0; round < 25; round++) {
      await mkdir(folder, { recursive: true });
      const child = startSaving(folder);
      await once(child.stdout as NodeJS.ReadableStream, 'data');
      await delay(random.below(30));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const latest = await new LocalHistoryStore(folder).latest('mega-sena');
      if (latest) written++;
      if (latest) expect(known).toContain(latest.version);
      await rm(folder, { recursive: true });
    }
    expect(written).toBeGreaterThan(0);
  });
});

/** Six different histories of some size. */
function historyDraws(i: number): number[][] {
  const random = new Random(i);
  return Array.from({ length: 2_000 }, () => random.choose(numbersTo(60), 6));
}

/** A process that saves one history after the other until it is killed. */
function startSaving(folder: string): ChildProcess {
  const modules = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
  const script = `
    const { LocalHistoryStore } = await import(${modules('../../services/orchestrator/draws/history-store.js')});
    const { historyOf } = await import(${modules('../support/programs.js')});
    const { numbersTo, Random } = await import(${modules('../support/random.js')});
    const store = new LocalHistoryStore(${JSON.stringify(folder)});
    const histories = Array.from({ length: 6 }, (_, i) => {
      const random = new Random(i);
      return historyOf(Array.from({ length: 2000 }, () => random.choose(numbersTo(60), 6)));
    });
    console.log('saving');
    for (let i = 0; ; i++) await store.save(histories[i % 6]);
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}
