/** The silence of a peer is the peer's: not that of a caller that was paused. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toCoreProgram } from '../../services/core/program-messages.js';
import { callServerStream } from '../../services/shared/grpc/client/calls.js';
import { createGrpcClient } from '../../services/shared/grpc/client/create-client.js';
import { GeneratorService } from '../../services/shared/grpc/definitions.js';
import type { GenerateRequest } from '../../services/shared/grpc/generated/dezenas/v1/GenerateRequest.js';
import type { GenerateResponse__Output } from '../../services/shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import { programOf } from '../support/data/programs.js';
import { startServiceProcess } from '../support/services/service-process.js';
import { startServices } from '../support/services/services.js';

/** Heartbeats of a busy machine may be late. */
const SILENCE_MS = 5_000;
/** The whole process, as when it is paused. */
const sleep = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** How to start one: its address, and how to end it. */
const GENERATORS = {
  'a process of its own': async () => {
    const { address, kill, child } = await startServiceProcess('generator', { GENERATOR_THREADS: '1' });
    return { address, stop: () => kill(), pause: () => child.kill('SIGSTOP') };
  },
  'the process of its caller': async () => {
    const { generator, stop } = await startServices({ GENERATOR_THREADS: '1' });
    return { address: generator.address, stop, pause: () => {} };
  },
};

describe.each(Object.entries(GENERATORS))('a caller of a generator in %s', (where, start) => {
  let generator: Awaited<ReturnType<typeof start>>;
  let client: InstanceType<typeof GeneratorService>;
  beforeEach(async () => {
    generator = await start();
    client = createGrpcClient(GeneratorService, generator.address);
  });
  afterEach(async () => {
    client.close();
    await generator.stop();
  });

  /** Nearly all of 50 million candidates are visited in vain, for some seconds; a heartbeat each second says that it goes on. */
  const generate = async () => {
    const { program } = await programOf({ quantity: 100_000, seed: 3, chunkSize: 100_000, constraints: { maxRepetition: 0 } });
    const request = { program: toCoreProgram(program), orders: [{ chunk: 0, quantity: 100_000, cursor: 0 }] };
    const messages = callServerStream<GenerateRequest, GenerateResponse__Output>(client.Generate.bind(client), request, {
      silenceMs: SILENCE_MS,
    });
    expect((await messages.next()).value).toMatchObject({ heartbeat: {} });
    return messages;
  };

  it('goes on after a pause that was longer than the silence it bears', async () => {
    const messages = await generate();
    const next = messages.next();
    setImmediate(sleep, SILENCE_MS + 500);
    expect((await next).done).toBe(false);
    await messages.return();
  });

  it.runIf(where === 'a process of its own')('gives up one that is paused itself', async () => {
    const messages = await generate();
    generator.pause();
    const all = async () => {
      for await (const _ of messages);
    };
    await expect(all()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'PEER_SILENT' });
  });
});
