import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextIteration } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoredHistories } from '../../services/orchestrator/draws/history/history-store.js';
import { LmdbValues } from '../../services/orchestrator/storage/lmdb/lmdb-values.js';
import { RedisValues } from '../../services/orchestrator/storage/redis/redis-values.js';
import type { Values } from '../../services/orchestrator/storage/values.js';
import { historyOf } from '../support/data/programs.js';
import { numbersTo, Random } from '../support/data/random.js';
import { hasRedis, NO_REDIS, type RedisServer, startRedisServer } from '../support/servers/redis-server.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-values-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Tests that both stores must pass. `open` opens the same store each time. */
function testValues(open: () => Values): void {
  let opened: Values[];
  beforeEach(() => {
    opened = [];
  });
  afterEach(async () => {
    for (const values of opened) await values.close();
  });
  const start = () => {
    const values = open();
    opened.push(values);
    return values;
  };

  it('returns the value that was put last, and undefined for an unknown key', async () => {
    const values = start();
    expect(await values.get('a')).toBeUndefined();
    await values.put({ a: '1', b: 'Lotofácil\n"\u0000"' });
    await values.put({ a: '2', c: '' });
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => values.get(key)))).toEqual(['2', 'Lotofácil\n"\u0000"', '', undefined]);
  });

  it('shows its values to other open stores, and after it was closed', async () => {
    const [values, other] = [start(), start()];
    await values.put({ a: '1' });
    expect(await other.get('a')).toBe('1');
    await other.put({ a: '2' });
    expect(await values.get('a')).toBe('2');
    await values.close();
    await other.close();
    expect(await start().get('a')).toBe('2');
  });

  it('stores many values of megabytes, and long keys', async () => {
    const values = start();
    const text = (i: number) => `${i}${'é1'.repeat(1_000_000)}`;
    for (let i = 0; i < 8; i++) await values.put({ [`big/${i}`]: text(i), [`small/${'k'.repeat(500)}/${i}`]: String(i) });
    for (let i = 0; i < 8; i++) {
      expect((await values.get(`big/${i}`)) === text(i)).toBe(true);
      expect(await values.get(`small/${'k'.repeat(500)}/${i}`)).toBe(String(i));
    }
  });

  it('never shows only a part of the values that are put together', async () => {
    const [values, other] = [start(), start()];
    const put = (async () => {
      for (let i = 1; i <= 200; i++) await values.put({ first: String(i), second: String(i) });
    })();
    let ended = false;
    void put.then(() => {
      ended = true;
    });
    while (!ended) {
      // A get of cached values does not yield to the event loop.
      await nextIteration();
      // Both keys are put together, so a key that is read later has at least the value of the key that was read earlier.
      const second = Number((await other.get('second')) ?? 0);
      expect(Number((await other.get('first')) ?? 0)).toBeGreaterThanOrEqual(second);
      const first = Number((await other.get('first')) ?? 0);
      expect(Number((await other.get('second')) ?? 0)).toBeGreaterThanOrEqual(first);
    }
    await put;
  });

  it('stores a history with 8,000 draws of 15 numbers', async () => {
    const random = new Random(3);
    const history = historyOf(
      Array.from({ length: 8_000 }, () => random.choose(numbersTo(25), 15)),
      'lotofacil',
    );
    await new StoredHistories(start()).save(history);
    const again = new StoredHistories(start());
    expect(await again.latest('lotofacil')).toEqual(history);
    expect(await again.get('lotofacil', history.version)).toEqual(history);
    expect(await again.latest('quina')).toBeUndefined();
  });
}

describe('LmdbValues', () => {
  testValues(() => new LmdbValues(join(folder, 'stored.values')));

  it('creates no folder before the first put', async () => {
    const values = new LmdbValues(join(folder, 'stored'));
    expect(await values.get('a')).toBeUndefined();
    await values.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('shows new values at once in both directions between two processes while the file grows', async () => {
    const values = new LmdbValues(folder);
    await values.put({ mine: 'first' });
    const { size } = await stat(join(folder, 'data.mdb'));
    const child = startOther(folder);
    try {
      expect(await child.say('mine')).toBe('first');
      for (let i = 0; i < 4; i++) {
        // The other process puts ten megabytes; this one then reads and adds to them.
        expect(await child.say(`put ${i}`)).toBe('put');
        expect(await values.get(`theirs/${i}`)).toHaveLength(10_000_000);
        await values.put({ mine: `again ${i}`, [`mine/${i}`]: 'm'.repeat(5_000_000) });
        expect(await child.say('mine')).toBe(`again ${i}`);
      }
    } finally {
      await child.stop();
      await values.close();
    }
    expect((await stat(join(folder, 'data.mdb'))).size).toBeGreaterThan(size + 4 * 10_000_000);
  });
});

describe.skipIf(!hasRedis)(`RedisValues${NO_REDIS}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    const redis = new Redis(server.url);
    await redis.flushall();
    redis.disconnect();
  });
  testValues(() => new RedisValues(new Redis(server.url)));

  it('fails with JOB_STORE_UNAVAILABLE while Redis does not answer, and works again afterwards', async () => {
    // Only the calls while Redis is paused use a short timeout, because a busy machine delays the other calls.
    const [values, impatient] = [{}, { commandTimeout: 300 }].map((options) => new RedisValues(new Redis(server.url, options)));
    const history = historyOf([[1, 2, 3, 4, 5, 6]]);
    await new StoredHistories(values).save(history);
    server.pause();
    try {
      const histories = new StoredHistories(impatient);
      const away = { code: 'UNAVAILABLE', reason: 'JOB_STORE_UNAVAILABLE' };
      await expect(histories.latest('mega-sena')).rejects.toMatchObject(away);
      await expect(histories.save(history)).rejects.toMatchObject(away);
    } finally {
      server.resume();
    }
    expect((await new StoredHistories(values).latest('mega-sena'))?.version).toBe(history.version);
    await Promise.all([values.close(), impatient.close()]);
  });
});

/** Starts a process that answers a key with its value, and "put <i>" by putting a value of ten megabytes. */
function startOther(path: string) {
  const module = JSON.stringify(fileURLToPath(new URL('../../services/orchestrator/storage/lmdb/lmdb-values.js', import.meta.url)));
  const script = `
    const { LmdbValues } = await import(${module});
    const values = new LmdbValues(${JSON.stringify(path)});
    process.on('message', async (message) => {
      const [put, i] = message.split(' ');
      if (i !== undefined) await values.put({ ['theirs/' + i]: 't'.repeat(10_000_000) });
      process.send(i === undefined ? await values.get(message) : put);
    });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    say: async (words: string): Promise<string> => {
      child.send(words);
      const [answer] = await once(child, 'message');
      return answer as string;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
