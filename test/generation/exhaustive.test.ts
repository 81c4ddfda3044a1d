import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GameSpec } from '../../services/client/library/client.js';
import { numbersTo } from '../support/data/random.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices({ GENERATOR_THREADS: '3' });
});
afterAll(() => services.stop());

describe('rules that few games satisfy', () => {
  it('report how many games exist, complete the job with allow_partial, and allow a cancel during the search', async () => {
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
    const partial = await services.jobs.end((await services.jobs.create({ spec, allowPartial: true })).id);
    expect(partial.state).toBe('JOB_STATE_COMPLETED');
    expect(Number(partial.summary?.games)).toBeGreaterThan(0);
    expect(Number(partial.workbooks[0]?.games)).toBe(Number(partial.summary?.games));
    // Few of the 50 million candidates satisfy the rule, so the search takes seconds, and the cancel interrupts it.
    const rare: GameSpec = { quantity: 900, seed: 1, rules: [{ id: 'ac', max: 0 }] };
    const { id } = await services.jobs.create({ spec: rare });
    await services.jobs.until(id, ({ state }) => state === 'JOB_STATE_RUNNING');
    const start = performance.now();
    expect((await services.jobs.cancel(id)).state).toBe('JOB_STATE_CANCELLED');
    console.log(`cancelled a job with a rare rule in ${(performance.now() - start).toFixed(0)} ms`);
  });

  it('end with RULES_GAVE_UP in a space that is too large to search completely', async () => {
    // Only one of 386,206,920 games satisfies the rule: 1 to 7.
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
