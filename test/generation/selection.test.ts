import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices({ GENERATOR_THREADS: '4' });
});
afterAll(() => services.stop());

/** The games of a spec with their scores, in the order of the stream. */
async function scored(spec: object, mode: 'GENERATION_MODE_AUTO' | 'GENERATION_MODE_SEQUENTIAL' = 'GENERATION_MODE_AUTO') {
  const games: { game: string; score: number }[] = [];
  for await (const { list } of services.jobs.stream({ spec, mode, encoding: 'GAME_ENCODING_EXPANDED' })) {
    for (const { numbers, score } of list?.games ?? []) games.push({ game: numbers.join(' '), score });
  }
  return games;
}

describe('the best of many games', () => {
  const terms = [{ id: 'sum' }, { id: 'decades' }, { id: 'low-high', ideal: 2 }];

  it.each([
    [20_000, 500, 100],
    [20_000, 500, 3_000],
    [30_000, 30_000, 700],
    [5_000, 4_999, 25_000],
    [12_345, 1, 1_000],
  ])(
    'are exactly those with the best scores (best_of %i, quantity %i, chunk size %i) in every mode',
    async (bestOf, quantity, chunkSize) => {
      const spec = { seed: 5, chunkSize, score: { terms } };
      const all = await scored({ ...spec, quantity: bestOf });
      // toSorted is stable: games of equal score stay in the order of generation.
      const expected = all.toSorted((a, b) => b.score - a.score).slice(0, quantity);
      expect(await scored({ ...spec, quantity, bestOf })).toEqual(expected);
      expect(await scored({ ...spec, quantity, bestOf }, 'GENERATION_MODE_SEQUENTIAL')).toEqual(expected);
    },
  );

  it('are the games of the job, whose summary has the number of games that they were chosen from', async () => {
    const { id } = await services.jobs.create({ spec: { quantity: 200, bestOf: 50_000, seed: 3 } });
    const job = await services.jobs.end(id);
    expect(job.failure).toBeNull();
    expect(job.progress).toMatchObject({ gamesGenerated: '50000', gamesTotal: '50000' });
    expect(job.summary).toMatchObject({ games: '200', chosenFrom: '50000' });
    expect(job.summary?.levels.reduce((sum, { games }) => sum + Number(games), 0)).toBe(200);
    const plain = await services.jobs.games({ quantity: 50_000, seed: 3 });
    expect(job.summary?.scoreMinHundredths).toBeGreaterThan(plain.summary.scoreMeanHundredths);
    expect(job.summary?.candidates).toBe(plain.summary.candidates);
  });

  it('have the lowest, highest and mean score in the summary, as games without best_of do', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const spec = { quantity: 301, seed, ...(seed % 2 === 0 ? { bestOf: 5_000 } : {}) };
      const scores = (await scored(spec)).map(({ score }) => Math.round(score * 100));
      const { summary } = await services.jobs.games(spec);
      expect(summary).toMatchObject({
        scoreMinHundredths: Math.min(...scores),
        scoreMaxHundredths: Math.max(...scores),
        scoreMeanHundredths: Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length),
      });
    }
  });

  it('are chosen from fewer games when fewer satisfy the rules', async () => {
    const constraints = { poolNumbers: [1, 2, 3, 4, 11, 12, 13, 14, 25] };
    const { summary } = await services.jobs.games({ quantity: 50, bestOf: 84, seed: 5, constraints });
    expect(summary).toMatchObject({ games: '50', chosenFrom: '64' });
    await expect(services.jobs.games({ quantity: 65, bestOf: 84, seed: 5, constraints })).rejects.toMatchObject({
      reason: 'RULES_EXHAUSTED',
    });
  });

  it('cannot be chosen from fewer games than requested, nor be combined with repetition rules', async () => {
    const refused = (spec: object) => services.jobs.games(spec).catch(({ violations }) => violations);
    expect(await refused({ quantity: 10, bestOf: 9 })).toMatchObject([
      { field: 'spec.best_of', description: 'must be 10 to 100000000, not 9' },
    ]);
    expect(await refused({ quantity: 10, bestOf: 20, constraints: { maxRepetition: 4 } })).toMatchObject([{ field: 'spec.best_of' }]);
    expect(await refused({ quantity: 10, bestOf: 20, rules: [{ id: 'pairs' }] })).toMatchObject([{ field: 'spec.best_of' }]);
  });
});
