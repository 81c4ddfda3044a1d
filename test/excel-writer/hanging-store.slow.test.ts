import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3WorkbookStore } from '../../services/excel-writer/store/s3-store.js';
import { startS3Server } from '../support/servers/s3-server.js';
import { startServices } from '../support/services/services.js';

/** The S3 server runs in the test process, so a busy machine can delay its answers by a part of this time. */
const SILENCE_MS = 1_500;
/** More than the connections that an S3 client opens by default. */
const CHECKS = 60;
const UNREACHABLE = {
  code: 'UNAVAILABLE',
  reason: 'WORKBOOK_STORE_FAILED',
  message: expect.stringMatching(/^the workbook store cannot be reached \((Timeout|Abort)Error\)$/),
};

/** Answers by method: an empty list of uploads, and the start of an upload. */
const XML: Record<string, string> = {
  GET: '<ListMultipartUploadsResult></ListMultipartUploadsResult>',
  POST: '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>',
};

/** Whether the server answers a request completely, only with the first half, or never. */
type Answers = (request: IncomingMessage) => 'all' | 'half' | 'none';

let server: Server;
let answers: Answers;
let requests: string[];
let store: S3WorkbookStore;

beforeEach(async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  answers = () => 'all';
  requests = [];
  server = createServer((request, response) => {
    const part = new URL(request.url ?? '', 'http://store').searchParams.get('partNumber') ?? '';
    requests.push(`${request.method} ${part}${request.headers.range ?? ''}`.trim());
    request.resume();
    answer(request, response, answers(request));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  store = createStore(SILENCE_MS);
});

afterEach(async () => {
  store.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function createStore(silenceMs: number): S3WorkbookStore {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new S3WorkbookStore({ bucket: 'workbooks', prefix: '', region: 'us-east-1', endpoint, silenceMs });
}

/** Answers as a bucket that has a file of 1,000 bytes under every name. */
function answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse, how: ReturnType<Answers>): void {
  if (how === 'none') return;
  const prefix = new URL(url, 'http://store').searchParams.get('prefix');
  if (method === 'GET' && headers.range) {
    const from = Number(/\d+/.exec(headers.range));
    response.writeHead(206, { 'content-length': 1_000 - from });
    if (how === 'half') response.write(Buffer.alloc(500));
    else response.end(Buffer.alloc(1_000 - from));
  } else if (method === 'GET' && prefix && !url.includes('uploads')) {
    const file = `<Contents><Key>${prefix}xlsx</Key><Size>1000</Size></Contents>`;
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(`<ListBucketResult>${prefix.endsWith('.1.') ? file : ''}</ListBucketResult>`);
  } else {
    response.writeHead(200, { 'content-type': 'application/xml', etag: '"1"' });
    response.end(XML[method ?? '']);
  }
}

async function read(): Promise<number> {
  let bytes = 0;
  for await (const piece of store.read(randomUUID(), 1, { offset: 0, length: 0 })) bytes += piece.length;
  return bytes;
}

describe('a store that accepts requests and never answers', () => {
  it('can be checked many times without using up the connections', async () => {
    store.close();
    // With this timeout, a connection that the check does not release stays open for the whole test.
    store = createStore(600_000);
    answers = () => 'none';
    const checks = await Promise.allSettled(Array.from({ length: CHECKS }, () => store.check()));
    for (const check of checks) expect(check).toMatchObject({ status: 'rejected', reason: UNREACHABLE });
    answers = () => 'all';
    await expect.poll(() => store.check().then(() => 'well', String)).toBe('well');
  });

  it('fails the upload after the same three attempts as a store that refuses connections', async () => {
    answers = ({ method }) => (method === 'PUT' ? 'none' : 'all');
    const sink = await store.create(randomUUID(), 1, 'xlsx');
    await sink.write(randomBytes(1_000));
    await expect(sink.commit()).rejects.toMatchObject(UNREACHABLE);
    expect(requests).toEqual(['PUT', 'PUT', 'PUT']);
  });

  it.each([
    ['at its start', 'POST', ['POST', 'POST', 'POST']],
    ['in the middle, and deletes the upload', 'PUT', ['POST', 'PUT 1', 'PUT 1', 'PUT 1', 'DELETE']],
  ])('fails the upload of a file that is still being written, %s', async (_, hanging, asked) => {
    answers = ({ method }) => (method === hanging ? 'none' : 'all');
    const sink = await store.create(randomUUID(), 1, 'xlsx');
    const writeForever = async () => {
      for (;;) await sink.write(randomBytes(1_000_000));
    };
    await expect(writeForever()).rejects.toMatchObject(UNREACHABLE);
    await sink.abort();
    // The second part is uploaded at the same time. Its number of attempts until the first part fails depends on the speed of the machine.
    expect(requests.filter((request) => request !== 'PUT 2')).toEqual(asked);
    expect(requests.filter((request) => request === 'PUT 2').length).toBeLessThanOrEqual(3);
  });

  it('fails the job with WORKBOOK_STORE_FAILED, although the excel-writer sends a heartbeat each second', async () => {
    answers = ({ method }) => (method === 'PUT' ? 'none' : 'all');
    const services = await startServices({ MAX_ATTEMPTS: '1' }, () => createStore(SILENCE_MS));
    try {
      const { id } = await services.jobs.create({ spec: { quantity: 5_000, seed: 1 } });
      const { state, failure } = await services.jobs.end(id);
      expect([state, failure]).toMatchObject(['JOB_STATE_FAILED', { reason: UNREACHABLE.reason, message: UNREACHABLE.message }]);
    } finally {
      await services.stop();
    }
  });

  it('fails a download at its start and in the middle', async () => {
    expect(await read()).toBe(1_000);
    let ranges = 0;
    answers = ({ headers }) => (headers.range && ranges++ === 0 ? 'half' : headers.range ? 'none' : 'all');
    await expect(read()).rejects.toMatchObject(UNREACHABLE);
    expect(requests.slice(-2)).toEqual(['GET bytes=500-999', 'GET bytes=500-999']);
    await expect(read()).rejects.toMatchObject(UNREACHABLE);
  });
});

it('a reader that pauses for longer than the timeout of the store receives the whole file', async () => {
  const bucket = await startS3Server();
  // The S3 server runs in the test process, so a busy machine can delay its answers by a part of this time.
  const silenceMs = 8_000;
  const pausedStore = new S3WorkbookStore({ ...bucket, prefix: '', region: 'us-east-1', silenceMs });
  try {
    const [id, bytes] = [randomUUID(), randomBytes(12_000_000)];
    const sink = await pausedStore.create(id, 1, 'xlsx');
    await sink.write(bytes);
    await sink.commit();
    const pieces: Buffer[] = [];
    for await (const piece of pausedStore.read(id, 1, { offset: 7, length: 11_000_000 })) {
      if (pieces.length === 0) await delay(silenceMs * 1.5);
      pieces.push(piece);
    }
    expect(Buffer.concat(pieces).equals(bytes.subarray(7, 11_000_007))).toBe(true);
  } finally {
    pausedStore.close();
    await bucket.stop();
  }
});
