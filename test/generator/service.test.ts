import { credentials, makeClientConstructor } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCoreProgram } from '../../services/core/program-messages.js';
import { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { callServerStream } from '../../services/shared/grpc/client/calls.js';
import { createGrpcClient } from '../../services/shared/grpc/client/create-client.js';
import { checkHealth } from '../../services/shared/grpc/client/health.js';
import { GeneratorService } from '../../services/shared/grpc/definitions.js';
import type { GenerateRequest } from '../../services/shared/grpc/generated/dezenas/v1/GenerateRequest.js';
import type { GenerateResponse__Output } from '../../services/shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import { programOf } from '../support/data/programs.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
let bare: InstanceType<typeof GeneratorService>;
let client: GeneratorClient;
beforeAll(async () => {
  services = await startServices({ GENERATOR_THREADS: '2' });
  bare = createGrpcClient(GeneratorService, services.generator.address);
  client = new GeneratorClient(services.generator.address);
});
afterAll(async () => {
  bare.close();
  client.close();
  await services.stop();
});

const generate = (request: GenerateRequest) =>
  callServerStream<GenerateRequest, GenerateResponse__Output>(bare.Generate.bind(bare), request);

async function drain(answers: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of answers) count++;
  return count;
}

async function validRequest(): Promise<GenerateRequest> {
  const { program } = await programOf({ quantity: 1_000, seed: 1 });
  return { program: toCoreProgram(program), orders: [{ chunk: 0, quantity: 1_000, cursor: 0 }] };
}

describe('a generator', () => {
  it('answers orders in the requested order, and continues a chunk from its cursor', async () => {
    const { program } = await programOf({ quantity: 1_000, seed: 1, chunkSize: 100 });
    const whole = [];
    for await (const { batches, report } of client.generate(program, [{ chunk: 7, quantity: 100, cursor: 0n }], new Uint8Array(0), {})) {
      whole.push(...batches.flatMap(({ numbers }) => [...numbers]));
      expect(report).toMatchObject({ chunk: 7, outcome: 'COMPLETE', games: 100 });
    }
    const parts: number[] = [];
    let cursor = 0n;
    for (const quantity of [1, 39, 60]) {
      for await (const { batches, report } of client.generate(program, [{ chunk: 7, quantity, cursor }], new Uint8Array(0), {})) {
        parts.push(...batches.flatMap(({ numbers }) => [...numbers]));
        cursor = report.cursor;
      }
    }
    expect(parts).toEqual(whole);
    const orders = [9, 2, 5].map((chunk) => ({ chunk, quantity: 10, cursor: 0n }));
    const chunks: number[] = [];
    for await (const { report } of client.generate(program, orders, new Uint8Array(0), {})) chunks.push(report.chunk);
    expect(chunks).toEqual([9, 2, 5]);
  });

  it.each<[string, (request: GenerateRequest) => GenerateRequest, RegExp]>([
    ['no program', (request) => ({ ...request, program: null }), /program/],
    ['no orders', (request) => ({ ...request, orders: [] }), /orders: must have 1 to 4096 orders/],
    [
      'too many orders',
      (request) => ({ ...request, orders: Array(4_097).fill({ chunk: 0, quantity: 1 }) }),
      /orders: must have 1 to 4096 orders/,
    ],
    ['a chunk beyond the count', (request) => ({ ...request, orders: [{ chunk: 1, quantity: 1 }] }), /orders\[0\]\.chunk/],
    ['a negative chunk', (request) => ({ ...request, orders: [{ chunk: -1, quantity: 1 }] }), /orders\[0\]\.chunk/],
    ['quantity 0', (request) => ({ ...request, orders: [{ chunk: 0, quantity: 0 }] }), /orders\[0\]\.quantity/],
    ['a huge quantity', (request) => ({ ...request, orders: [{ chunk: 0, quantity: 100_001 }] }), /orders\[0\]\.quantity/],
    ['a negative cursor', (request) => ({ ...request, orders: [{ chunk: 0, quantity: 1, cursor: -1 }] }), /orders\[0\]\.cursor/],
    ['window games without a window', (request) => ({ ...request, windowGames: Buffer.alloc(6, 1) }), /window_games/],
    ['a universe of 129', (request) => ({ ...request, program: { ...request.program, universeSize: 129 } }), /universe_size/],
    ['64 picks', (request) => ({ ...request, program: { ...request.program, picks: 64 } }), /picks/],
    [
      'free numbers outside the universe',
      (request) => ({ ...request, program: { ...request.program, freeNumbers: Buffer.from([1, 2, 3, 4, 5, 61]) } }),
      /free_numbers/,
    ],
    [
      'duplicate free numbers',
      (request) => ({ ...request, program: { ...request.program, freeNumbers: Buffer.from([1, 2, 3, 3, 4, 5, 6]) } }),
      /free_numbers/,
    ],
    [
      'a short mask',
      (request) => ({
        ...request,
        program: {
          ...request.program,
          rules: [
            { through: 'LEVEL_MINIMAL', least: 1, conditions: [{ kind: 'CORE_CONDITION_KIND_COUNT', mask: Buffer.alloc(3), max: 1 }] },
          ],
        },
      }),
      /mask/,
    ],
    [
      'an unknown kind of rule',
      (request) => ({
        ...request,
        program: { ...request.program, rules: [{ through: 'LEVEL_MINIMAL', least: 1, conditions: [{ mask: Buffer.alloc(16), max: 1 }] }] },
      }),
      /CORE_CONDITION_KIND/,
    ],
    [
      'a rule that requires more conditions than it has',
      (request) => ({ ...request, program: { ...request.program, rules: [{ through: 'LEVEL_MINIMAL', least: 2, conditions: [] }] } }),
      /least/,
    ],
    [
      '97 rules',
      (request) => ({ ...request, program: { ...request.program, rules: Array(97).fill(request.program?.rules?.[0]) } }),
      /rules/,
    ],
    ['an incomplete draw', (request) => ({ ...request, program: { ...request.program, draws: Buffer.alloc(7, 1), drawSize: 6 } }), /draws/],
    [
      'a draw of 64 numbers',
      (request) => ({ ...request, program: { ...request.program, draws: Buffer.alloc(64, 1), drawSize: 64 } }),
      /draw_size/,
    ],
    ['a window beyond the limit', (request) => ({ ...request, program: { ...request.program, window: 8_193 } }), /window/],
  ])('refuses %s', async (_title, change, message) => {
    await expect(drain(generate(change(await validRequest())))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(message),
    });
    // The generator still answers valid requests.
    expect(await drain(generate(await validRequest()))).toBe(2);
  });

  it('stops the work of a cancelled call, so that its threads can serve the next call', async () => {
    const { program } = await programOf({ quantity: 100_000, seed: 3, constraints: { maxRepetition: 0 } });
    const controller = new AbortController();
    const endless = client.generate(program, [{ chunk: 0, quantity: 100_000, cursor: 0n }], new Uint8Array(0), {
      signal: controller.signal,
    });
    setImmediate(() => controller.abort());
    await expect(drain(endless)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await drain(generate(await validRequest()))).toBe(2);
  });

  it('generates only a bounded number of chunks ahead of a reader that does not read', async () => {
    const { program } = await programOf({ quantity: 10_000_000, seed: 3, chunkSize: 100_000 });
    const orders = Array.from({ length: 100 }, (_, chunk) => ({ chunk, quantity: 100_000, cursor: 0n }));
    const request = (chunks: number) => ({
      program: toCoreProgram(program),
      orders: orders.slice(0, chunks).map((order) => ({ ...order, cursor: 0 })),
    });
    const before = tasksDone();
    const answers = generate(request(100));
    await answers.next();
    // Ten million games take 90 MB. Nothing reads them while another caller requests and reads half as many.
    await drain(generate(request(50)));
    const done = tasksDone() - before - 50;
    expect(done).toBeLessThan(20);
    console.log(`${done} of 100 chunks were generated for a reader that does not read`);
    await answers.return(undefined);
  });

  const tasksDone = () => services.generator.threads.completed;

  it('is reachable, and reports SERVING', async () => {
    expect(await client.isReachable({ timeoutMs: 5_000 })).toBe(true);
    await expect.poll(() => checkHealth(services.generator.address, '', 5_000).then(() => 'well', String)).toBe('well');
    await checkHealth(services.generator.address, 'dezenas.v1.GeneratorService', 5_000);
    await expect(checkHealth(services.generator.address, 'dezenas.v1.Nothing', 5_000)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('every server', () => {
  it('lists its services by reflection, including health', async () => {
    for (const [address, names] of [
      [services.orchestrator.address, ['dezenas.v1.CatalogueService', 'dezenas.v1.DrawService', 'dezenas.v1.JobService']],
      [services.generator.address, ['dezenas.v1.GeneratorService']],
      [services.writer.address, ['dezenas.v1.ExcelWriterService']],
    ] as const) {
      for (const version of ['v1', 'v1alpha']) {
        // list_services (field 7) without a filter
        const answer = await reflect(address, Buffer.from([0x3a, 0x00]), version);
        const listed = answer.match(/[a-z]+(\.[a-z0-9]+)+\.[A-Z][A-Za-z]+/g) ?? [];
        expect(listed.toSorted()).toEqual([...names, 'grpc.health.v1.Health'].toSorted());
      }
    }
  });

  it('describes its services by reflection with imports, absolute names and the field names of the proto', async () => {
    const symbol = Buffer.from('dezenas.v1.JobService');
    // file_containing_symbol (field 4)
    const answer = await reflect(services.orchestrator.address, Buffer.concat([Buffer.from([0x22, symbol.length]), symbol]));
    for (const text of [
      'dezenas/v1/job_service.proto',
      'dezenas/v1/games.proto',
      'google/protobuf/timestamp.proto',
      '.google.protobuf.Timestamp',
      'fixed_numbers',
    ]) {
      expect(answer).toContain(text);
    }
  });
});

/** The answer of a server to one encoded reflection request, as text. */
async function reflect(address: string, request: Buffer, version = 'v1'): Promise<string> {
  const bytes = (buffer: Buffer) => buffer;
  const Reflection = makeClientConstructor(
    {
      info: {
        path: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
        requestStream: true,
        responseStream: true,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      },
    },
    'Reflection',
  );
  const reflection = new Reflection(address, credentials.createInsecure());
  const call = reflection.info();
  call.write(request);
  call.end();
  const pieces: Buffer[] = [];
  for await (const piece of call) pieces.push(piece);
  reflection.close();
  return Buffer.concat(pieces).toString('latin1');
}
