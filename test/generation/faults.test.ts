import { afterEach, describe, expect, it } from 'vitest';
import type { ChunkOrder } from '../../services/core/program.js';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { type GeneratorServer, startGenerator } from '../../services/generator/service.js';
import { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { planChunks } from '../../services/orchestrator/generation/plan-chunks.js';
import type { Steering } from '../../services/shared/grpc/client/steered-balancing.js';
import type { GenerateResponse__Output } from '../../services/shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { programOf } from '../support/data/programs.js';
import { startTcpProxy } from '../support/servers/tcp-proxy.js';
import { type Fault, startFaultyGenerator } from '../support/services/faulty-generator.js';
import { runOnGenerators } from '../support/services/run-on-generators.js';
import { startServices } from '../support/services/services.js';
import { SPEC, SPECS } from './fault-specs.js';

let endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.toReversed()) await end();
  endings = [];
});

async function start(): Promise<GeneratorServer> {
  const config = readGeneratorConfig({ PORT: '0', GENERATOR_THREADS: '1', DRAIN_SECONDS: '1' });
  const generator = await startGenerator(config, createLogger('test', 'silent'));
  endings.push(() => generator.stop());
  return generator;
}

async function startFaulty(fault: Fault): Promise<string> {
  const { address } = await start();
  const faulty = await startFaultyGenerator(address, fault);
  endings.push(() => faulty.stop());
  return faulty.address;
}

/** A generator that counts the chunks it sends. The task count of its threads would include readiness checks. */
async function startCounting(): Promise<{ address: string; chunks(): number }> {
  let chunks = 0;
  const address = await startFaulty({
    answer: (message) => {
      if (message.report) chunks++;
      return message;
    },
  });
  return { address, chunks: () => chunks };
}

/** Applies a fault to every third chunk. */
const inEveryThird =
  (fault: (message: GenerateResponse__Output) => GenerateResponse__Output | undefined) => (message: GenerateResponse__Output) =>
    (message.batch?.chunk ?? message.report?.chunk ?? 1) % 3 === 0 ? fault(message) : message;

function flipOneBit(column: 'numbers' | 'scores' | 'levels') {
  return inEveryThird((message) => {
    const bytes = message.batch?.[column];
    if (bytes) bytes[bytes.length >> 1] ^= 0x04;
    return message;
  });
}

const DAMAGES: [string, Fault][] = [
  ['one bit of a number flipped', { answer: flipOneBit('numbers') }],
  ['one bit of a score flipped', { answer: flipOneBit('scores') }],
  ['one bit of a level flipped', { answer: flipOneBit('levels') }],
  ['a batch lost', { answer: inEveryThird((message) => (message.batch?.offset === 0 ? undefined : message)) }],
  [
    'a batch cut short',
    {
      answer: inEveryThird((message) => ({
        ...message,
        batch: message.batch && { ...message.batch, numbers: message.batch.numbers.subarray(0, -1) },
      })),
    },
  ],
  [
    'a count of rejections changed',
    {
      answer: inEveryThird((message) => ({
        ...message,
        report: message.report && { ...message.report, rejections: message.report.rejections.map((count) => String(Number(count) + 1)) },
      })),
    },
  ],
  ['games of another seed', { request: (request) => ({ ...request, program: request.program && { ...request.program, seed: '62' } }) }],
  [
    'the games of another chunk under its name',
    {
      request: (request) => ({ ...request, orders: request.orders.map((order) => ({ ...order, chunk: (order.chunk + 1) % 100 })) }),
      answer: ({ batch, report, ...message }) => ({
        ...message,
        batch: batch && { ...batch, chunk: (batch.chunk + 99) % 100 },
        report: report && { ...report, chunk: (report.chunk + 99) % 100 },
      }),
    },
  ],
];

describe('a generator that sends wrong games', () => {
  it.each(DAMAGES)('is detected, and another generator generates its chunk (%s)', async (_title, fault) => {
    const [correct, faulty] = [(await start()).address, await startFaulty(fault)];
    const undisturbed = await runOnGenerators([correct], SPEC);
    const { sha256, counts } = await runOnGenerators([correct, faulty], SPEC);
    expect(sha256).toBe(undisturbed.sha256);
    expect(undisturbed.counts.damaged).toBe(0);
    expect(counts.damaged).toBeGreaterThan(0);
    // The faulty generator answers only calls that started before the first damage was detected.
    expect(counts.damaged).toBeLessThanOrEqual(8);
  });

  it('fails the job with GENERATORS_DAMAGED when no other generator exists', async () => {
    const faulty = await startFaulty({ answer: flipOneBit('numbers') });
    await expect(runOnGenerators([faulty], SPEC)).rejects.toMatchObject({
      code: 'INTERNAL',
      reason: 'GENERATORS_DAMAGED',
    });
  });
});

describe('a generator that answers a chunk only when the others have answered twenty more', () => {
  it.each(SPECS)('does not block the job (%s)', async (_title, spec) => {
    const correct = [await startCounting(), await startCounting()];
    const addresses = correct.map(({ address }) => address);
    const undisturbed = await runOnGenerators(addresses, spec);
    const answered = () => correct.reduce((sum, { chunks }) => sum + chunks(), 0);
    const waiting = new Set<() => void>();
    endings.push(async () => {
      for (const release of waiting) release();
    });
    const slow = await startFaulty({
      answer: async (message) => {
        if (!message.report) return message;
        const enough = answered() + 20;
        const timer = setInterval(() => answered() >= enough && release(), 5);
        let release = () => {};
        await new Promise<void>((resolve) => {
          release = resolve;
          waiting.add(release);
        });
        clearInterval(timer);
        return message;
      },
    });
    // The other generators answer chained chunks, and the last chunks of a job, before the slow generator does.
    const { sha256 } = await runOnGenerators([...addresses, slow], spec);
    expect(sha256).toBe(undisturbed.sha256);
    expect(waiting.size).toBeGreaterThan(0);
  });
});

describe('three generators', () => {
  it('share the work of a large job and of many small jobs', async () => {
    const generators = [await startCounting(), await startCounting(), await startCounting()];
    const addresses = generators.map(({ address }) => address);
    const shares = (before: number[]) => generators.map(({ chunks }, i) => chunks() - before[i]);
    const check = (work: number[], least: number) => {
      const fair = work.reduce((sum, chunks) => sum + chunks) / work.length;
      for (const chunks of work) expect(chunks).toBeGreaterThanOrEqual(fair * least);
      console.log(`chunks by generator: ${work.join(', ')}`);
    };
    await runOnGenerators(addresses, { ...SPEC, quantity: 2_000_000 });
    // The share of a generator depends on its speed, but each generator answers some chunks.
    for (const chunks of shares([0, 0, 0])) expect(chunks).toBeGreaterThan(0);
    const services = await startServices({ GENERATOR_ADDRESS: `ipv4:${addresses.join(',')}`, PARALLEL_MIN_QUANTITY: '1' });
    endings.push(() => services.stop());
    const done = () => generators.map(({ chunks }) => chunks());
    const [none, small] = [done(), (seed: number) => services.jobs.games({ quantity: 500, seed })];
    // After this poll, the connections to all generators are open.
    await expect.poll(async () => small(0).then(() => Math.min(...shares(none)))).toBeGreaterThan(0);
    const before = done();
    for (let seed = 0; seed < 30; seed++) await small(seed);
    check(shares(before), 0.5);
    expect(shares(before).reduce((sum, chunks) => sum + chunks)).toBeGreaterThanOrEqual(30);
  });
});

describe('two connected generators', () => {
  it('share the first calls of a job', async () => {
    const addresses = [(await start()).address, (await start()).address];
    const client = new GeneratorClient(`ipv4:${addresses.join(',')}`);
    endings.push(async () => client.close());
    const { program } = await programOf({ quantity: 400, chunkSize: 100, seed: 1 });
    const chosen: string[] = [];
    const steering: Steering = { reluctance: () => 0, onChosen: (at) => chosen.push(at) };
    const call = (order: ChunkOrder) => client.generate(program, [order], new Uint8Array(0), { steering }).next();
    const orders = planChunks(400, 100);
    await expect.poll(() => call(orders[0]).then(() => new Set(chosen).size)).toBe(2);
    chosen.length = 0;
    await Promise.all(orders.map(call));
    expect(chosen.toSorted()).toEqual([...addresses, ...addresses].toSorted());
  });
});

describe('a generator that is added during a job', () => {
  it('generates chunks of the job', async () => {
    const [first, added] = [await start(), await startCounting()];
    const proxy = await startTcpProxy(added.address);
    endings.push(() => proxy.close());
    proxy.cut();
    await runOnGenerators(
      [first.address, proxy.address],
      { ...SPEC, quantity: 2_000_000 },
      {
        share: 0.05,
        meanwhile: async () => {
          expect(added.chunks()).toBe(0);
          proxy.mend();
          await expect.poll(proxy.connections).toBeGreaterThan(0);
        },
      },
    );
    console.log(`the added generator answered ${added.chunks()} of 200 chunks`);
    expect(added.chunks()).toBeGreaterThan(0);
  });
});
