import { once } from 'node:events';
import { type ClientOptions, type ClientReadableStream, credentials, makeClientConstructor, status } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { type GeneratorServer, startGenerator } from '../../services/generator/service.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { usedMegabytes } from '../support/process/used-memory.js';

const HealthClient = makeClientConstructor(service, 'grpc.health.v1.Health');
/** A call that delays the stop of the server would delay it by this long. */
const DRAIN_SECONDS = 300;

let generator: GeneratorServer | undefined;
let client: InstanceType<typeof HealthClient>;
afterEach(async () => {
  client.close();
  await generator?.stop();
  generator = undefined;
});

async function start(): Promise<void> {
  const config = readGeneratorConfig({ PORT: '0', GENERATOR_THREADS: '1', DRAIN_SECONDS: String(DRAIN_SECONDS), READINESS_SECONDS: '1' });
  generator = await startGenerator(config, createLogger('test', 'silent'));
  client = connect();
}

function connect(options: ClientOptions = {}) {
  return new HealthClient(generator?.address as string, credentials.createInsecure(), options);
}

/** A watch that ignores the error event with which grpc-js reports the end of the stream. */
function watch(name: string): ClientReadableStream<{ status: string }> {
  return client.watch({ service: name }).on('error', () => {});
}

async function firstStatus(call: ClientReadableStream<{ status: string }>): Promise<string> {
  try {
    for await (const { status } of call) return status;
    return 'none';
  } finally {
    call.cancel();
  }
}

describe('a health check', () => {
  it('does not repeat an unknown service name in its answer, however long the name is', async () => {
    await start();
    for (const name of ['nobody', 'x'.repeat(3_000_000)]) {
      const answer = new Promise((resolve) => client.check({ service: name }, resolve));
      expect(await answer).toMatchObject({ code: status.NOT_FOUND, details: 'the server has no such service' });
    }
  });
});

describe('a health watch', () => {
  it('reports the status of the server and of a service, and SERVICE_UNKNOWN for an unknown name', async () => {
    await start();
    await expect.poll(() => firstStatus(watch(''))).toBe('SERVING');
    expect(await firstStatus(watch('dezenas.v1.GeneratorService'))).toBe('SERVING');
    expect(await firstStatus(watch('nobody'))).toBe('SERVICE_UNKNOWN');
  });

  it('leaks no memory for unknown service names', async () => {
    await start();
    expect(globalThis.gc).toBeTypeOf('function');
    const ask = async (times: number) => {
      for (let i = 0; i < times; i++) {
        expect(await firstStatus(watch(`${i}`.padEnd(2 ** 20, '.')))).toBe('SERVICE_UNKNOWN');
      }
    };
    await ask(5);
    const before = await usedMegabytes();
    await ask(40);
    // Forty leaked names of 1 MiB each would exceed this bound.
    await expect.poll(usedMegabytes, { interval: 500 }).toBeLessThan(before + 20);
  });

  it('ends the oldest watch when a new one exceeds the limit', async () => {
    await start();
    let ended = false;
    const oldest = watch('').on('end', () => {
      ended = true;
    });
    await once(oldest, 'data');
    // Each of ten connections carries a hundred watches.
    const clients = Array.from({ length: 10 }, () => connect({ 'grpc.use_local_subchannel_pool': 1 }));
    const others = Array.from({ length: 999 }, (_, i) => clients[i % 10].watch({ service: '' }).on('error', () => {}));
    await Promise.all(others.map((call) => once(call, 'data')));
    expect(ended).toBe(false);
    oldest.resume();
    expect(await firstStatus(watch(''))).toBe('SERVING');
    await expect.poll(() => ended).toBe(true);
    for (const each of clients) each.close();
  });

  it('ends with NOT_SERVING when the server stops, and does not delay the stop', async () => {
    await start();
    const calls = ['', 'nobody'].map(watch);
    const statuses: string[][] = calls.map(() => []);
    const ends = calls.map(
      (call, i) =>
        new Promise((resolve) => {
          call.on('data', ({ status }) => statuses[i].push(status)).on('end', resolve);
        }),
    );
    await expect.poll(() => statuses.map((each) => each.at(-1))).toEqual(['SERVING', 'SERVICE_UNKNOWN']);
    const began = performance.now();
    await generator?.stop();
    await Promise.all(ends);
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(statuses).toEqual([expect.arrayContaining(['SERVING', 'NOT_SERVING']), ['SERVICE_UNKNOWN']]);
  });
});
