import { type ClientReadableStream, credentials, makeClientConstructor } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { type GeneratorServer, startGenerator } from '../../services/generator/service.js';
import { createLogger } from '../../services/shared/logging.js';
import { usedMegabytes } from '../support/used-memory.js';

const HealthClient = makeClientConstructor(service, 'grpc.health.v1.Health');
/** What a call that holds the server up would cost. */
const DRAIN_SECONDS = 60;

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
  client = new HealthClient(generator.address, credentials.createInsecure());
}

/** A watch whose end is not told as an error. */
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

describe('a watch of the health', () => {
  it('tells of the server, of its services, and of a name that it does not know', async () => {
    await start();
    await expect.poll(() => firstStatus(watch(''))).toBe('SERVING');
    expect(await firstStatus(watch('dezenas.v1.GeneratorService'))).toBe('SERVING');
    expect(await firstStatus(watch('nobody'))).toBe('SERVICE_UNKNOWN');
  });

  it('leaves nothing behind, whatever it asks for', async () => {
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
    // Forty names of a MiB each.
    await expect.poll(usedMegabytes, { timeout: 20_000, interval: 500 }).toBeLessThan(before + 20);
  });

  it('ends with NOT_SERVING when the server stops, and does not hold it up', async () => {
    await start();
    const calls = ['', 'nobody'].map(watch);
    const told: string[][] = calls.map(() => []);
    const ends = calls.map(
      (call, i) =>
        new Promise((resolve) => {
          call.on('data', ({ status }) => told[i].push(status)).on('end', resolve);
        }),
    );
    await expect.poll(() => told.map((each) => each.at(-1))).toEqual(['SERVING', 'SERVICE_UNKNOWN']);
    const began = performance.now();
    await generator?.stop();
    await Promise.all(ends);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(told).toEqual([expect.arrayContaining(['SERVING', 'NOT_SERVING']), ['SERVICE_UNKNOWN']]);
  });
});
