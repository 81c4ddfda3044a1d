import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3WorkbookStore } from '../../services/excel-writer/store/s3-store.js';
import { startS3Server } from '../support/servers/s3-server.js';
import { startServices } from '../support/services/services.js';

/** The server is in this process: a busy machine keeps it silent for a moment, too. */
const SILENCE_MS = 1_500;
/** More than a client of the store opens connections by default. */
const CHECKS = 60;
const UNREACHABLE = {
  code: 'UNAVAILABLE',
  reason: 'WORKBOOK_STORE_FAILED',
  message: expect.stringMatching(/^the workbook store cannot be reached \((Timeout|Abort)Error\)$/),
};

/** Of no uploads under way, and of one that begins. */
const XML: Record<string, string> = {
  GET: '<ListMultipartUploadsResult></ListMultipartUploadsResult>',
  POST: '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>',
};

/** What a request gets: all it asked for, the beginning of it, or nothing. */
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

/** A bucket with one file of 1,000 bytes under any name. */
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

describe('a store that takes requests and never answers', () => {
  it('is looked at again and again without using up the connections', async () => {
    store.close();
    // Whatever is not given up stays.
    store = createStore(600_000);
    answers = () => 'none';
    const looks = await Promise.allSettled(Array.from({ length: CHECKS }, () => store.check()));
    for (const look of looks) expect(look).toMatchObject({ status: 'rejected', reason: UNREACHABLE });
    answers = () => 'all';
    await expect.poll(() => store.check().then(() => 'well', String)).toBe('well');
  });

  it('fails the upload, and is asked as often as one that refuses connections', async () => {
    answers = ({ method }) => (method === 'PUT' ? 'none' : 'all');
    const sink = await store.create(randomUUID(), 1, 'xlsx');
    await sink.write(randomBytes(1_000));
    await expect(sink.commit()).rejects.toMatchObject(UNREACHABLE);
    expect(requests).toEqual(['PUT', 'PUT', 'PUT']);
  });

  it.each([
    ['from its beginning', 'POST', ['POST', 'POST', 'POST']],
    ['in the middle, and forgets it', 'PUT', ['POST', 'PUT 1', 'PUT 1', 'PUT 1', 'DELETE']],
  ])('fails the upload of a file that is still being written, %s', async (_, hanging, asked) => {
    answers = ({ method }) => (method === hanging ? 'none' : 'all');
    const sink = await store.create(randomUUID(), 1, 'xlsx');
    const writeOn = async () => {
      for (;;) await sink.write(randomBytes(1_000_000));
    };
    await expect(writeOn()).rejects.toMatchObject(UNREACHABLE);
    await sink.abort();
    // The second part is under way, too: how far it is when the first one is given up is up to the machine.
    expect(requests.filter((request) => request !== 'PUT 2')).toEqual(asked);
    expect(requests.filter((request) => request === 'PUT 2').length).toBeLessThanOrEqual(3);
  });

  it('fails the job with that reason, although the excel-writer says each second that it is alive', async () => {
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

  it('fails a download, at its beginning and in the middle', async () => {
    expect(await read()).toBe(1_000);
    let ranges = 0;
    answers = ({ headers }) => (headers.range && ranges++ === 0 ? 'half' : headers.range ? 'none' : 'all');
    await expect(read()).rejects.toMatchObject(UNREACHABLE);
    expect(requests.slice(-2)).toEqual(['GET bytes=500-999', 'GET bytes=500-999']);
    await expect(read()).rejects.toMatchObject(UNREACHABLE);
  });
});

it('a reader that is silent for longer than the store may be gets the whole file', async () => {
  const bucket = await startS3Server();
  // The bucket is in this process: a busy machine keeps it silent for a moment, too.
  const silenceMs = 8_000;
  const kept = new S3WorkbookStore({ ...bucket, prefix: '', region: 'us-east-1', silenceMs });
  try {
    const [id, bytes] = [randomUUID(), randomBytes(12_000_000)];
    const sink = await kept.create(id, 1, 'xlsx');
    await sink.write(bytes);
    await sink.commit();
    const pieces: Buffer[] = [];
    for await (const piece of kept.read(id, 1, { offset: 7, length: 11_000_000 })) {
      if (pieces.length === 0) await delay(silenceMs * 1.5);
      pieces.push(piece);
    }
    expect(Buffer.concat(pieces).equals(bytes.subarray(7, 11_000_007))).toBe(true);
  } finally {
    kept.close();
    await bucket.stop();
  }
});
