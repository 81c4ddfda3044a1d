/** A caller that was paused must not count its own pause as silence of the peer. */

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

/** Long enough for late heartbeats on a busy machine. */
const SILENCE_MS = 5_000;
/** Blocks the main thread of the process, as a pause does. */
const blockThread = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Functions that start a generator in another process or in this one. */
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

  /** Starts a call that searches 50 million candidates for some seconds and receives a heartbeat each second. */
  const generate = async () => {
    const { program } = await programOf({ quantity: 100_000, seed: 3, chunkSize: 100_000, constraints: { maxRepetition: 0 } });
    const request = { program: toCoreProgram(program), orders: [{ chunk: 0, quantity: 100_000, cursor: 0 }] };
    const messages = callServerStream<GenerateRequest, GenerateResponse__Output>(client.Generate.bind(client), request, {
      silenceMs: SILENCE_MS,
    });
    expect((await messages.next()).value).toMatchObject({ heartbeat: {} });
    return messages;
  };

  it('continues its call after a pause that is longer than the silence timeout', async () => {
    const messages = await generate();
    const next = messages.next();
    setImmediate(blockThread, SILENCE_MS + 500);
    expect((await next).done).toBe(false);
    await messages.return();
  });

  it.runIf(where === 'a process of its own')('ends its call with PEER_SILENT when the generator is paused', async () => {
    const messages = await generate();
    generator.pause();
    const all = async () => {
      for await (const _ of messages);
    };
    await expect(all()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'PEER_SILENT' });
  });
});
