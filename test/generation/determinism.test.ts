import { describe, expect, it } from 'vitest';
import type { GameSpec } from '../../services/client/library/client.js';
import { expectSameGames, start } from './same-games.js';

const SPECS: [string, GameSpec][] = [
  ['default rules', { quantity: 230_000, seed: 77 }],
  ['a window over the whole job', { quantity: 60_000, seed: 77, chunkSize: 1_000, constraints: { maxRepetition: 4, window: 500 } }],
  ['columns', { lottery: 'super-sete', picks: 9, quantity: 30_000, seed: 77, chunkSize: 3_000 }],
  ['the best of many', { quantity: 2_000, bestOf: 90_000, seed: 77, chunkSize: 4_000 }],
];

describe('the same spec and seed give the same games', () => {
  it.each(SPECS)('with 1 thread, with 4 threads and in the orchestrator (%s)', expectSameGames);

  it('and another seed, history or chunk size gives other games', async () => {
    const services = await start();
    const digests = await Promise.all(
      [{}, { seed: 2 }, { historyVersion: '' }, { chunkSize: 5_000 }].map(
        async (change) => (await services.jobs.games({ quantity: 10_000, seed: 1, ...change })).sha256,
      ),
    );
    expect(new Set(digests).size).toBe(4);
  });
});

describe('a small space of games', () => {
  it('gives exactly all games that satisfy the rules, with any chunk size and executor', async () => {
    const services = await start({ GENERATOR_THREADS: '3', PARALLEL_MIN_QUANTITY: '1' });
    const pool = [1, 2, 3, 4, 5, 17, 18, 30, 31, 44, 45, 59];
    const sets = new Map<string, string>();
    for (const mode of ['GENERATION_MODE_PARALLEL', 'GENERATION_MODE_SEQUENTIAL'] as const) {
      for (const [quantity, chunkSize] of [
        [5_000, 100],
        [5_000, 150],
        [924, 25_000],
        [2_000, 333],
      ]) {
        const spec: GameSpec = { quantity, chunkSize, seed: 3, historyVersion: '', constraints: { poolNumbers: pool } };
        const { id } = await services.jobs.create({ spec, mode, allowPartial: true });
        const job = await services.jobs.end(id);
        expect(job.failure).toBeNull();
        const games: string[] = [];
        const stream = async () => {
          for await (const { batch } of services.jobs.stream({ spec, mode })) {
            for (let i = 0; i < (batch?.count ?? 0); i++) games.push([...(batch?.numbers.subarray(i * 6, i * 6 + 6) ?? [])].join(' '));
          }
        };
        await expect(stream()).rejects.toMatchObject({
          reason: 'RULES_EXHAUSTED',
          message: expect.stringMatching(/^only \d+ games satisfy these rules: all 924 possible games were visited/),
        });
        expect(job.summary?.games).toBe(games.length.toString());
        expect(job.summary?.candidates).toBe('924');
        sets.set(`${mode} ${quantity} ${chunkSize}`, games.toSorted().join('\n'));
      }
    }
    expect(new Set(sets.values()).size).toBe(1);
    const bruteForce: string[] = [];
    for (let mask = 0; mask < 2 ** pool.length; mask++) {
      const game = pool.filter((_, i) => mask & (1 << i));
      if (game.length !== 6) continue;
      const odd = game.filter((number) => number % 2 === 1).length;
      const run = game.some((number) => [1, 2, 3].every((i) => game.includes(number + i)));
      if (odd > 0 && odd < 6 && !run) bruteForce.push(game.join(' '));
    }
    expect([...sets.values()][0]).toBe(bruteForce.toSorted().join('\n'));
    console.log(`C(12, 6) = 924 games visited, ${bruteForce.length} satisfy the rules, by the services and by brute force`);
  });

  it('completes a request for exactly as many games as exist', async () => {
    const services = await start();
    const spec: GameSpec = { quantity: 28, seed: 1, historyVersion: '', constraints: { poolNumbers: [1, 3, 10, 20, 30, 33, 40, 50] } };
    expect((await services.jobs.games(spec)).summary).toMatchObject({ games: '28', candidates: '28' });
  });
});
