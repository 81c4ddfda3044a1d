import { once } from 'node:events';
import { constants } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobService } from '../../services/shared/grpc/definitions.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { messageBytes, rawCall } from '../support/clients/raw-call.js';
import { type Services, startServices } from '../support/services/services.js';

// Nearly all of the 50 million candidates are visited in vain.
const ENDLESS: GameSpec = { quantity: 100_000, seed: 3, constraints: { maxRepetition: 0 } };
const NEVER = new Promise<never>(() => {});

let services: Services;
const start = async (settings: Record<string, string>) => {
  services = await startServices({ MAX_CONCURRENT_STREAMS: '1', MAX_CONCURRENT_DOWNLOADS: '1', ...settings });
};
afterEach(() => services.stop());

/** Calls StreamGames and reads nothing; gives the code that its stream is closed with. */
const callUnread = async (quantity: number, headers: Record<string, string> = {}) => {
  const { requestSerialize, path } = JobService.service.StreamGames;
  const call = rawCall(services.orchestrator.address, path, headers);
  call.stream.end(messageBytes(requestSerialize({ spec: { quantity, seed: 1 } } as never)));
  await once(call.stream, 'close');
  call.close();
  return call.stream.rstCode;
};

/** What becomes of a call that wants a place. */
const endOf = (call: Promise<unknown>) =>
  call.then(
    () => 'served',
    ({ reason }) => reason,
  );
const afterHalfAMinute = <T>(call: () => Promise<T>) => {
  vi.advanceTimersByTime(31_000);
  return call();
};

describe('a caller that neither sends nor reads', () => {
  // Nobody waits half a minute: the clock that idleness is measured by is put forward.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  const silent = async function* <T>(...first: T[]) {
    yield* first;
    await NEVER;
  };
  /** Takes the first answer, waits, and takes the others. */
  const pausing = async (answers: AsyncGenerator<unknown>, seen: () => void, goOn: Promise<void>) => {
    await answers.next();
    seen();
    await goOn;
    for await (const _ of answers);
  };
  const spec: GameSpec = { quantity: 5, seed: 1 };
  const holders: Record<string, (seen: () => void, goOn: Promise<void>) => Promise<unknown>> = {
    StreamGames: (seen, goOn) => pausing(services.jobs.stream({ spec: { quantity: 10_000_000, seed: 1 } }), seen, goOn),
    ValidateGames: async (seen) => {
      const games = silent([{ numbers: [1, 2, 3, 4, 5, 6] }]);
      for await (const _ of services.jobs.client.validateGames(spec, games)) seen();
    },
    CheckGames: (seen) => {
      const games = silent([{ numbers: [1, 2, 3, 4, 5, 6] }]);
      const checked = services.jobs.client.checkGames({ result: { numbers: [1, 2, 3, 4, 5, 6] } }, games);
      // Nothing tells that it has its place.
      seen();
      return checked;
    },
    DownloadWorkbook: async (seen, goOn) => {
      const { id } = await services.jobs.create({ spec: { quantity: 500_000, seed: 1 } });
      await services.jobs.end(id);
      await pausing(services.jobs.client.downloadWorkbook(id), seen, goOn);
    },
  };

  it.each(Object.keys(holders))('holds its place of %s until another wants it, and is told why it lost it', async (method) => {
    await start({});
    const { jobs } = services;
    const other = async () => {
      if (method !== 'DownloadWorkbook') return jobs.games(spec);
      const { id } = await jobs.create({ spec });
      await jobs.end(id);
      return jobs.download(id);
    };
    let goOn = () => {};
    const paused = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let error: unknown;
    const seen = new Promise<void>((resolve) => {
      void holders[method](resolve, paused).catch((thrown) => {
        error = thrown;
      });
    });
    await seen;
    await expect.poll(() => endOf(other())).toBe('TOO_MANY_STREAMS');
    expect(error).toBeUndefined();
    // It is idle once what it does not read has filled the buffers.
    await expect.poll(() => endOf(afterHalfAMinute(other))).toBe('served');
    goOn();
    await expect.poll(() => error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'CALLER_IDLE' });
  });
});

describe('a caller that does not read', () => {
  it('holds its place when all is written, too', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      await start({});
      // Sixteen messages wait for it at most.
      const unread = callUnread(60_000);
      const other = () => services.jobs.games({ quantity: 5 });
      await expect.poll(() => endOf(other())).toBe('TOO_MANY_STREAMS');
      await expect.poll(() => endOf(afterHalfAMinute(other))).toBe('served');
      expect(await unread).toBe(constants.NGHTTP2_CANCEL);
    } finally {
      vi.useRealTimers();
    }
  });

  it('loses its place, and the server what it wrote, soon after its deadline', async () => {
    await start({});
    // The threads are there, so that something is written before the deadline.
    await services.jobs.games({ quantity: 5_000 });
    expect(await callUnread(1_000_000, { 'grpc-timeout': '3S' })).toBe(constants.NGHTTP2_CANCEL);
    await expect.poll(() => endOf(services.jobs.games({ quantity: 5 }))).toBe('served');
  });

  // 24.8 days and a moment more.
  it('keeps it when its deadline is further away than any timer reaches', async () => {
    await start({ MAX_CONCURRENT_STREAMS: '2' });
    let closed = false;
    void callUnread(1_000_000, { 'grpc-timeout': '2147483S' }).then(() => {
      closed = true;
    });
    // One that was made later has its deadline sooner.
    expect(await callUnread(1_000_000, { 'grpc-timeout': '3S' })).toBe(constants.NGHTTP2_CANCEL);
    expect(closed).toBe(false);
  });
});

describe('a call that waits for its work', () => {
  it('keeps its place, however long', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      await start({});
      const stream = services.jobs.stream({ spec: ENDLESS });
      await stream.next();
      const rest = (async () => {
        for await (const _ of stream);
      })().catch((error) => error);
      vi.advanceTimersByTime(31_000);
      await services.jobs.games({ quantity: 5 }).catch(() => {});
      expect(await rest).toMatchObject({ reason: 'RULES_EXHAUSTED' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends when it takes longer than a job may', async () => {
    await start({ MAX_PROCESSING_SECONDS: '1' });
    const all = async () => {
      for await (const _ of services.jobs.stream({ spec: ENDLESS }));
    };
    await expect(all()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', reason: 'CALL_TOO_LONG' });
    await expect.poll(() => endOf(services.jobs.games({ quantity: 5 }))).toBe('served');
  });
});
