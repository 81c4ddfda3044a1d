import { once } from 'node:events';
import { constants } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobService } from '../../services/shared/grpc/definitions.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { messageBytes, rawCall } from '../support/clients/raw-call.js';
import { type Services, startServices } from '../support/services/services.js';

// Few games satisfy this constraint, so the search visits nearly all of the 50 million candidates.
const ENDLESS: GameSpec = { quantity: 100_000, seed: 3, constraints: { maxRepetition: 0 } };
const NEVER = new Promise<never>(() => {});

let services: Services;
const start = async (settings: Record<string, string>) => {
  services = await startServices({ MAX_CONCURRENT_STREAMS: '1', MAX_CONCURRENT_DOWNLOADS: '1', ...settings });
};
afterEach(() => services.stop());

/** Calls StreamGames, reads nothing, and returns the code with which the server closes the HTTP/2 stream. */
const callUnread = async (quantity: number, headers: Record<string, string> = {}) => {
  const { requestSerialize, path } = JobService.service.StreamGames;
  const call = rawCall(services.orchestrator.address, path, headers);
  call.stream.end(messageBytes(requestSerialize({ spec: { quantity, seed: 1 } } as never)));
  await once(call.stream, 'close');
  call.close();
  return call.stream.rstCode;
};

/** 'served', or the reason why the server refused the call. */
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
  // The server measures idleness with performance.now(), so the tests advance that clock by half a minute.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  const silent = async function* <T>(...first: T[]) {
    yield* first;
    await NEVER;
  };
  /** Reads the first answer, waits, and reads the other answers. */
  const pausing = async (answers: AsyncGenerator<unknown>, seen: () => void, resumed: Promise<void>) => {
    await answers.next();
    seen();
    await resumed;
    for await (const _ of answers);
  };
  const spec: GameSpec = { quantity: 5, seed: 1 };
  const holders: Record<string, (seen: () => void, resumed: Promise<void>) => Promise<unknown>> = {
    StreamGames: (seen, resumed) => pausing(services.jobs.stream({ spec: { quantity: 10_000_000, seed: 1 } }), seen, resumed),
    ValidateGames: async (seen) => {
      const games = silent([{ numbers: [1, 2, 3, 4, 5, 6] }]);
      for await (const _ of services.jobs.client.validateGames(spec, games)) seen();
    },
    CheckGames: (seen) => {
      const games = silent([{ numbers: [1, 2, 3, 4, 5, 6] }]);
      const checked = services.jobs.client.checkGames({ result: { numbers: [1, 2, 3, 4, 5, 6] } }, games);
      // CheckGames answers only after the last game, so the test cannot see when the call starts.
      seen();
      return checked;
    },
    DownloadWorkbook: async (seen, resumed) => {
      const { id } = await services.jobs.create({ spec: { quantity: 500_000, seed: 1 } });
      await services.jobs.end(id);
      await pausing(services.jobs.client.downloadWorkbook(id), seen, resumed);
    },
  };

  it.each(Object.keys(holders))(
    'keeps its %s call until another caller needs the place, and then receives the reason CALLER_IDLE',
    async (method) => {
      await start({});
      const { jobs } = services;
      const other = async () => {
        if (method !== 'DownloadWorkbook') return jobs.games(spec);
        const { id } = await jobs.create({ spec });
        await jobs.end(id);
        return jobs.download(id);
      };
      let resume = () => {};
      const paused = new Promise<void>((resolve) => {
        resume = resolve;
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
      // The caller counts as idle once the unread answers have filled the buffers.
      await expect.poll(() => endOf(afterHalfAMinute(other))).toBe('served');
      resume();
      await expect.poll(() => error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'CALLER_IDLE' });
    },
  );
});

describe('a caller that does not read', () => {
  it('loses its place to another caller even when all its answers are written', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      await start({});
      // At most sixteen messages wait for the caller.
      const unread = callUnread(60_000);
      const other = () => services.jobs.games({ quantity: 5 });
      await expect.poll(() => endOf(other())).toBe('TOO_MANY_STREAMS');
      await expect.poll(() => endOf(afterHalfAMinute(other))).toBe('served');
      expect(await unread).toBe(constants.NGHTTP2_CANCEL);
    } finally {
      vi.useRealTimers();
    }
  });

  it('loses its place after its deadline, and the server discards the unread answers', async () => {
    await start({});
    // The first call starts the threads, so the server writes answers before the deadline.
    await services.jobs.games({ quantity: 5_000 });
    expect(await callUnread(1_000_000, { 'grpc-timeout': '3S' })).toBe(constants.NGHTTP2_CANCEL);
    await expect.poll(() => endOf(services.jobs.games({ quantity: 5 }))).toBe('served');
  });

  // Node.js timers reach 24.8 days; this deadline is slightly longer.
  it('keeps its place when its deadline is later than the longest timer', async () => {
    await start({ MAX_CONCURRENT_STREAMS: '2' });
    let closed = false;
    void callUnread(1_000_000, { 'grpc-timeout': '2147483S' }).then(() => {
      closed = true;
    });
    // A later call with an earlier deadline is closed first.
    expect(await callUnread(1_000_000, { 'grpc-timeout': '3S' })).toBe(constants.NGHTTP2_CANCEL);
    expect(closed).toBe(false);
  });
});

describe('a call that waits for its work', () => {
  it('keeps its place however long the work takes', async () => {
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

  it('ends with CALL_TOO_LONG when it takes longer than MAX_PROCESSING_SECONDS', async () => {
    await start({ MAX_PROCESSING_SECONDS: '1' });
    const all = async () => {
      for await (const _ of services.jobs.stream({ spec: ENDLESS }));
    };
    await expect(all()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', reason: 'CALL_TOO_LONG' });
    await expect.poll(() => endOf(services.jobs.games({ quantity: 5 }))).toBe('served');
  });
});
