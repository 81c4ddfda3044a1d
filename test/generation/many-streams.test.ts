import { afterEach, describe, expect, it } from 'vitest';
import { CallLimit } from '../../services/orchestrator/call-limit.js';
import { type Services, startServices } from '../support/services.js';

let services: Services | undefined;
afterEach(async () => {
  await services?.stop();
  services = undefined;
});

describe('many callers of StreamGames at once', () => {
  it('are all served, a few at a time, each with its own games', async () => {
    services = await startServices({ MAX_CONCURRENT_STREAMS: '4' });
    const { jobs } = services;
    const seeds = Array.from({ length: 50 }, (_, seed) => seed);
    const together = await Promise.all(seeds.map((seed) => jobs.games({ quantity: 100, seed })));
    expect(new Set(together.map(({ sha256 }) => sha256)).size).toBe(50);
    for (const seed of [0, 25, 49]) expect((await jobs.games({ quantity: 100, seed })).sha256).toBe(together[seed].sha256);
  });
});

describe('the limit of calls', () => {
  const never = new AbortController().signal;
  const gate = () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  };

  it('lets those who wait in as they came, never more than it says', async () => {
    const limit = new CallLimit(2);
    const order: number[] = [];
    let underWay = 0;
    let most = 0;
    const call = (i: number) =>
      limit.run(never, async () => {
        order.push(i);
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay--;
      });
    await Promise.all(Array.from({ length: 20 }, (_, i) => call(i)));
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(2);
  });

  it('forgets a caller who goes away while waiting, and keeps its place free', async () => {
    const limit = new CallLimit(1);
    const { open, opened } = gate();
    const first = limit.run(never, () => opened);
    const leaver = new AbortController();
    const second = limit.run(leaver.signal, async () => 'served');
    const third = limit.run(never, async () => 'served');
    leaver.abort();
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    open();
    await first;
    expect(await third).toBe('served');
    expect(await limit.run(never, async () => 'served')).toBe('served');
  });

  it('refuses at once when too many wait', async () => {
    const limit = new CallLimit(1);
    const { open, opened } = gate();
    const calls = Array.from({ length: 17 }, () => limit.run(never, () => opened));
    await expect(limit.run(never, async () => {})).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_STREAMS' });
    open();
    await Promise.all(calls);
  });
});
