import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { History } from '../../services/orchestrator/draws/history/history.js';
import { StoredHistories } from '../../services/orchestrator/draws/history/history-store.js';
import { historyOf } from '../support/data/programs.js';

/** Each another version. */
const nth = (i: number) => historyOf([[1, 2, 3, 4, 5, 6 + i]]);

describe('versions of draws', () => {
  let reads: string[];
  let histories: StoredHistories;
  beforeEach(() => {
    const stored = new Map<string, string>();
    reads = [];
    histories = new StoredHistories({
      get: async (key) => {
        reads.push(key);
        return stored.get(key);
      },
      put: async (values) => {
        for (const [key, value] of Object.entries(values)) stored.set(key, value);
      },
      close: async () => {},
    });
  });
  const get = (version: string) => histories.get('mega-sena', version);

  it('that nobody asks for leave memory, and are read again for a job that pins them', async () => {
    const { version } = nth(0);
    const held: WeakRef<History>[] = [];
    for (let i = 0; i < 40; i++) {
      const history = nth(i);
      held.push(new WeakRef(history));
      await histories.save(history);
    }
    // What a test has awaited is let go a turn later.
    for (let i = 0; i < 5; i++) {
      await turn();
      globalThis.gc?.();
    }
    expect(held.filter((each) => each.deref()).length).toBeLessThan(10);
    expect(await get(version)).toEqual(nth(0));
    expect(await get(version)).toEqual(nth(0));
    expect(reads).toEqual([`draws/mega-sena/${version}`]);
  });

  it('that are in use stay, whatever else is imported', async () => {
    const { version } = nth(0);
    await histories.save(nth(0));
    for (let i = 1; i < 20; i++) {
      await histories.save(nth(i));
      expect(await get(version)).toMatchObject({ version });
    }
    expect(reads).toEqual([]);
  });
});
