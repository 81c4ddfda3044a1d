import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoredHistories } from '../../services/orchestrator/draws/history/history-store.js';
import { LmdbValues } from '../../services/orchestrator/storage/lmdb/lmdb-values.js';
import { historyOf } from '../support/data/programs.js';
import { numbersTo, Random } from '../support/data/random.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-draws-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a process killed while it stores draws', () => {
  it('leaves the last whole history, at a dozen random moments', async () => {
    const random = new Random(5);
    const known = new Set(Array.from({ length: 6 }, (_, i) => historyOf(historyDraws(i)).version));
    for (let round = 0; round < 12; round++) {
      await mkdir(folder, { recursive: true });
      const child = startSaving(folder);
      await once(child.stdout as NodeJS.ReadableStream, 'data');
      await delay(random.below(30));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const values = new LmdbValues(folder);
      const latest = await new StoredHistories(values).latest('mega-sena');
      await values.close();
      expect(known).toContain(latest?.version);
      await rm(folder, { recursive: true });
    }
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
    const { StoredHistories } = await import(${modules('../../services/orchestrator/draws/history/history-store.js')});
    const { LmdbValues } = await import(${modules('../../services/orchestrator/storage/lmdb/lmdb-values.js')});
    const { historyOf } = await import(${modules('../support/data/programs.js')});
    const { numbersTo, Random } = await import(${modules('../support/data/random.js')});
    const store = new StoredHistories(new LmdbValues(${JSON.stringify(folder)}));
    const histories = Array.from({ length: 6 }, (_, i) => {
      const random = new Random(i);
      return historyOf(Array.from({ length: 2000 }, () => random.choose(numbersTo(60), 6)));
    });
    await store.save(histories[0]);
    console.log('saving');
    for (let i = 1; ; i++) await store.save(histories[i % 6]);
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}
