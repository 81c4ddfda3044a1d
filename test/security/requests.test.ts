import { gzipSync } from 'node:zlib';
import { status as Code } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CatalogueService, DrawService, JobService } from '../../services/shared/grpc/definitions.js';
import { messageBytes, rawCall, statusOf } from '../support/clients/raw-call.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const send = (path: string, bytes: Buffer, headers: Record<string, string> = {}) => {
  const call = rawCall(services.orchestrator.address, path, headers);
  call.stream.end(bytes);
  return statusOf(call);
};
const { StreamGames, ValidateGames, CreateJob } = JobService.service;
/** A request whose spec (field 1) has this many empty rules (field 6 of GameSpec) of two bytes each, the shortest encoding. */
const rules = (count: number) => {
  const spec = Buffer.alloc(count * 2, Buffer.of((RULES_FIELD << 3) | 2, 0));
  return Buffer.concat([Buffer.of((1 << 3) | 2), varint(spec.length), spec]);
};
const RULES_FIELD = 6;
const varint = (value: number): Buffer =>
  value < 0x80 ? Buffer.of(value) : Buffer.concat([Buffer.of((value & 0x7f) | 0x80), varint(value >> 7)]);

describe('a request', () => {
  it.each([
    ['uncompressed', (message: Buffer) => messageBytes(message), {}],
    ['compressed', (message: Buffer) => messageBytes(gzipSync(message), true), { 'grpc-encoding': 'gzip' }],
  ])('that exceeds the size limit of its method is refused before it is decoded (%s)', async (_, bytes, headers) => {
    const message = rules(1_000_000);
    const refusal = { code: Code.RESOURCE_EXHAUSTED, message: `the request is too large: ${message.length} bytes (limit 65536)` };
    for (const { path } of [StreamGames, CreateJob]) expect(await send(path, bytes(message), headers)).toEqual(refusal);
    const streamed = { code: Code.RESOURCE_EXHAUSTED, message: `the request is too large: ${message.length} bytes (limit 524288)` };
    expect(await send(ValidateGames.path, bytes(message), headers)).toEqual(streamed);
    // A request below the limit is decoded, and is refused because its rules are invalid.
    expect(await send(StreamGames.path, bytes(rules(32_000)), headers)).toMatchObject({ code: Code.INVALID_ARGUMENT });
  });

  it('that cannot be decoded is refused with INVALID_ARGUMENT by every method', async () => {
    for (const { service } of [JobService, DrawService, CatalogueService]) {
      for (const [name, { path }] of Object.entries(service)) {
        const answer = await send(path, messageBytes(Buffer.alloc(11, 0xff)));
        expect(answer).toEqual({ code: Code.INVALID_ARGUMENT, message: `request: cannot be decoded as a request of ${name}` });
      }
    }
  });
});
