import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DezenasClient } from '../../services/client/library/client.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
let client: DezenasClient;
beforeAll(async () => {
  services = await startServices({ MAX_CONCURRENT_STREAMS: '1' });
  client = services.jobs.client;
});
afterAll(() => services.stop());

const SPEC = { lottery: 'mais-milionaria', quantity: 12_000, seed: 11 };

it('streamGames, streamBatches and generateGames return the same games', async () => {
  const stream = client.streamGames(SPEC);
  expect(() => stream.spec).toThrow('comes with the first game');
  const games = [];
  for await (const game of stream) {
    if (games.length === 0) expect(() => stream.summary).toThrow('comes after the last game');
    games.push(game);
  }
  expect(games).toHaveLength(12_000);
  expect(stream.spec).toMatchObject({ lottery: 'mais-milionaria', quantity: 12_000, seed: '11', picks: 6, extraPicks: 2 });
  expect(stream.summary).toMatchObject({ games: '12000' });
  for (const { numbers, extras, score, level } of games.slice(0, 100)) {
    expect(numbers).toHaveLength(6);
    expect(extras).toHaveLength(2);
    expect(score).toBeGreaterThan(0);
    expect(level).toBe('LEVEL_STRICT');
  }

  const batches = client.streamBatches(SPEC, { mode: 'GENERATION_MODE_SEQUENTIAL' });
  let at = 0;
  for await (const { count, picks, extraPicks, numbers, scores, levels } of batches) {
    expect([picks, extraPicks, levels.length]).toEqual([6, 2, count]);
    expect(Array.from(numbers.subarray(0, 8))).toEqual([...games[at].numbers, ...games[at].extras]);
    expect(Buffer.from(scores).readUInt16LE(0)).toBe(Math.round(games[at].score * 100));
    at += count;
  }
  expect(at).toBe(12_000);
  expect(batches.summary.gamesSha256).toBe(stream.summary.gamesSha256);

  const all = await client.generateGames(SPEC);
  expect(all.games).toEqual(games.map(({ numbers }) => numbers));
  expect(all.extras).toEqual(games.map(({ extras }) => extras));
});

it('a game stream stops generating when its reader stops early, its signal fires or its deadline passes', async () => {
  for await (const { numbers } of client.streamGames({ quantity: 10_000_000 })) if (numbers.length > 0) break;
  // The server serves one stream at a time, so a new stream succeeds only after the first one has stopped.
  const nextGame = async (options?: object) => {
    for await (const game of client.streamGames({ quantity: 10_000_000 }, options)) return game.numbers.length;
    return 0;
  };
  await expect.poll(() => nextGame().catch(({ code }) => code)).toBe(6);

  const controller = new AbortController();
  const aborted = async () => {
    for await (const _ of client.streamBatches({ quantity: 10_000_000 }, { signal: controller.signal })) controller.abort();
  };
  await expect.poll(() => aborted().catch(({ code }) => code)).toBe('CANCELLED');
  // Only ten games without a common number exist, so this stream searches until its deadline.
  const late = async () => {
    for await (const _ of client.streamGames({ quantity: 100, constraints: { maxRepetition: 0 } }, { timeoutMs: 500 }));
  };
  await expect.poll(() => late().catch(({ code }) => code)).toBe('DEADLINE_EXCEEDED');
});
