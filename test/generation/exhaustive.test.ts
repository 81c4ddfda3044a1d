import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GameSpec } from '../../services/client/library/client.js';
import { numbersTo, SEED } from '../support/data/random.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices({ GENERATOR_THREADS: '3' });
});
afterAll(() => services.stop());

describe(`5 of 20 under random rules (seed ${SEED})`, () => {
  it('with too few games for the quantity says how many there are, keeps them when asked, and can be cancelled meanwhile', async () => {
    const spec: GameSpec = {
      quantity: 100,
      seed: 1,
      constraints: { poolNumbers: numbersTo(25) },
      rules: [
        { id: 'sum', max: 23 },
        { id: 'longest-run', max: 6 },
      ],
    };
    await expect(services.jobs.games(spec)).rejects.toMatchObject({
      reason: 'RULES_EXHAUSTED',
      message: expect.stringMatching(/^only \d+ games satisfy/),
    });
    const kept = await services.jobs.end((await services.jobs.create({ spec, allowPartial: true })).id);
    expect(kept.state).toBe('JOB_STATE_COMPLETED');
    expect(Number(kept.summary?.games)).toBeGreaterThan(0);
    expect(Number(kept.workbooks[0]?.games)).toBe(Number(kept.summary?.games));
    // Nearly impossible in a space of fifty million: it walks for seconds, and stops at once when told to.
    const rare: GameSpec = { quantity: 900, seed: 1, rules: [{ id: 'ac', max: 0 }] };
    const { id } = await services.jobs.create({ spec: rare });
    await services.jobs.until(id, ({ state }) => state === 'JOB_STATE_RUNNING');
    const start = performance.now();
    expect((await services.jobs.cancel(id)).state).toBe('JOB_STATE_CANCELLED');
    console.log(`cancelled a nearly impossible job in ${(performance.now() - start).toFixed(0)} ms`);
  });

  it('too large to be walked to its end is given up, in words that say so', async () => {
    // One game of 386,206,920: 1 to 7.
    const spec: GameSpec = { quantity: 10, picks: 7, seed: 1, rules: [{ id: 'sum', max: 28 }] };
    for (const mode of ['GENERATION_MODE_PARALLEL', 'GENERATION_MODE_SEQUENTIAL'] as const) {
      await expect(services.jobs.games(spec, mode)).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
        reason: 'RULES_GAVE_UP',
        message: expect.stringMatching(
          /^gave up after 0 of 10 games: 750,000 candidates in a row broke the rules; most rejections: sum \(/,
        ),
      });
    }
  });
});
