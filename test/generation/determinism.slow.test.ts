import { describe, expect, it } from 'vitest';
import type { GameSpec } from '../../services/client/library/client.js';
import { expectSameGames, start } from './same-games.js';

const SPECS: [string, GameSpec][] = [
  ['small chunks', { quantity: 20_050, seed: 77, chunkSize: 100 }],
  [
    'a window in each chunk',
    { quantity: 60_000, seed: 77, chunkSize: 1_000, constraints: { maxRepetition: 4, windowScope: 'WINDOW_SCOPE_CHUNK' } },
  ],
  ['games of 15 numbers', { quantity: 30_000, picks: 15, seed: 77, chunkSize: 7_000 }],
  ['Lotomania with random candidates', { lottery: 'lotomania', quantity: 30_000, seed: 77, chunkSize: 3_000 }],
  ['clovers', { lottery: 'mais-milionaria', extraPicks: 3, quantity: 30_000, seed: 77, chunkSize: 3_000 }],
  [
    'pairs and triples over the job',
    {
      quantity: 4_000,
      seed: 77,
      chunkSize: 300,
      rules: [
        { id: 'pairs', window: 100, max: 4 },
        { id: 'triples', window: 300, max: 1 },
      ],
    },
  ],
  [
    'weighting, a rule group and a minimum score',
    {
      ...{ quantity: 30_000, seed: 77, chunkSize: 3_000, weighting: 'NUMBER_WEIGHTING_FREQUENCY', score: { minScoreHundredths: 6_000 } },
      ruleGroups: [
        {
          atLeast: 1,
          rules: [
            { id: 'each-row', max: 1 },
            { id: 'hot', argument: 20, min: 2 },
          ],
        },
      ],
    },
  ],
];

describe('the same spec and seed give the same games', () => {
  it.each(SPECS)('with 1 thread, with 4 threads and in the orchestrator (%s)', expectSameGames);

  it('when worker threads are killed during the work', async () => {
    // One call at a time leaves work to do while the test reads the first games.
    const services = await start({ GENERATOR_THREADS: '2', GENERATOR_CALLS: '1', LOG_LEVEL: 'silent' });
    const { threads } = services.generator;
    const spec = { quantity: 500_000, seed: 4, constraints: { maxRepetition: 4, windowScope: 'WINDOW_SCOPE_CHUNK' } } as const;
    const undisturbed = await services.jobs.games(spec, 'GENERATION_MODE_PARALLEL');
    const numbers: Buffer[] = [];
    let digest = '';
    for await (const { batch, summary } of services.jobs.stream({ spec, mode: 'GENERATION_MODE_PARALLEL' })) {
      if (batch) numbers.push(batch.numbers);
      // A kill counts only if it interrupts a task. After two interrupted tasks, no task can have failed three times.
      if (batch && threads.retries < 2) await threads.workers[0]?.terminate();
      if (summary) digest = summary.gamesSha256;
    }
    expect(threads.retries).toBeGreaterThan(0);
    expect(digest).toBe(undisturbed.sha256);
    expect(Buffer.concat(numbers).equals(undisturbed.numbers)).toBe(true);
  });

  it('when a generator stops during the work and another one takes over', async () => {
    const [first, second] = [await start({ GENERATOR_THREADS: '1' }), await start({ GENERATOR_THREADS: '1' })];
    // One address names both generators, as it names the replicas of a service.
    const both = await start({
      GENERATOR_ADDRESS: `ipv4:${first.generator.address},${second.generator.address}`,
      PARALLEL_MIN_QUANTITY: '1',
    });
    const spec = { quantity: 400_000, seed: 8 };
    const undisturbed = await second.jobs.games(spec);
    let digest = '';
    let batches = 0;
    for await (const { batch, summary } of both.jobs.stream({ spec, mode: 'GENERATION_MODE_PARALLEL' })) {
      if (batch && ++batches === 5) void first.generator.stop();
      if (summary) digest = summary.gamesSha256;
    }
    expect(digest).toBe(undisturbed.sha256);
  });
});
