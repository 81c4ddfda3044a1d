import { afterEach, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../support/services/services.js';

let services: Services | undefined;
afterEach(async () => {
  await services?.stop();
  services = undefined;
});

describe('many concurrent StreamGames calls', () => {
  // Each call waits for at most 5 s. A busy machine serves this number of calls within that time.
  it('are all served within the limit of concurrent streams, each with its own games', async () => {
    services = await startServices({ MAX_CONCURRENT_STREAMS: '4' });
    const { jobs } = services;
    const seeds = Array.from({ length: 24 }, (_, seed) => seed);
    const together = await Promise.all(seeds.map((seed) => jobs.games({ quantity: 100, seed })));
    expect(new Set(together.map(({ sha256 }) => sha256)).size).toBe(24);
    for (const seed of [0, 12, 23]) expect((await jobs.games({ quantity: 100, seed })).sha256).toBe(together[seed].sha256);
  });
});
