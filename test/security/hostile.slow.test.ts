/** Hostile peers attack a public orchestrator. The orchestrator stays up and answers its callers, and its memory stops growing. */

import { execSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority } from '../../deploy/certificates.js';
import { type ClientOptions, createClient } from '../../services/client/library/client.js';
import { createToken, hashToken } from '../../services/shared/security/tokens.js';
import { callHeaders, END_HEADERS, END_STREAM, FRAME, frame, headerBlock, OPENING, PREFACE } from '../support/clients/http2-frames.js';
import { Random } from '../support/data/random.js';
import { type Memory, type OrchestratorProcess, startOrchestratorProcess } from '../support/services/orchestrator-process.js';

const TOKEN = createToken();
const MAX_CONNECTIONS = 1_000;
const LIST = '/dezenas.v1.CatalogueService/ListLotteries';
/** This process holds one end of each connection. 500 descriptors stay free for other uses. */
const MOST_SOCKETS = Math.min(10_000, Number(execSync('ulimit -n', { shell: '/bin/sh' })) - 500 || 10_000);

/**
 * Memory has settled when it grows by less than both bounds over this many rounds. With 10,000 connections a round, the bounds find a
 * leak of 35 bytes in use for each connection, or of 840 bytes that only the operating system counts.
 */
const SETTLED_ROUNDS = 3;
const MOST_IN_USE_GROWTH = 2 ** 20;
const MOST_RSS_GROWTH = 24 * 2 ** 20;
const MOST_ROUNDS = 12;

type Attack = () => Promise<void>;

let folder: string;
let server: OrchestratorProcess;
let client: ClientOptions;
let before: Memory;
let sockets: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-hostile-'));
  await writeFile(join(folder, 'tokens.json'), JSON.stringify([{ name: 'good', sha256: hashToken(TOKEN).toString('hex') }]));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['plain', 'tls'])('a %s server', (kind) => {
  beforeAll(async () => {
    const settings: Record<string, string> = {
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      AUTH_TOKENS_FILE: join(folder, 'tokens.json'),
      MAX_CONNECTIONS: String(MAX_CONNECTIONS),
    };
    if (kind === 'tls') {
      const authority = await createAuthority('Test', 1);
      const { cert, key } = await authority.issue('localhost', ['127.0.0.1'], 1);
      for (const [name, text] of Object.entries({ ca: authority.cert, cert, key })) await writeFile(join(folder, `${name}.pem`), text);
      settings.TLS_CERT_FILE = join(folder, 'cert.pem');
      settings.TLS_KEY_FILE = join(folder, 'key.pem');
    }
    server = await startOrchestratorProcess(settings);
    client = { address: server.address, token: TOKEN, ...(kind === 'tls' ? { tls: { caFile: join(folder, 'ca.pem') } } : {}) };
    // These calls compile code and fill pools before the first measurement of the memory.
    for (let i = 0; i < 100; i++) await answersOthers();
    before = await server.memory();
  });

  afterEach(endAttack);

  afterAll(() => server.stop());

  const attacks: Attack[] = [];
  const attack = (title: string, action: Attack) => {
    attacks.push(action);
    it(title, action);
  };

  attack('closes connections that send random bytes', async () => {
    const random = new Random(7);
    await each(200, async () => {
      const socket = open();
      socket.write(Buffer.from(Array.from({ length: 2_000 }, () => random.below(256))));
      await closed(socket);
    });
  });

  attack(`answers callers among ${MOST_SOCKETS} idle connections, and does not close the connections of callers`, async () => {
    const session = await caller();
    for (let remaining = MOST_SOCKETS; remaining > 0; remaining -= 500) {
      await each(Math.min(remaining, 500), async () => {
        const socket = open();
        await Promise.race([once(socket, 'connect'), closed(socket)]);
      });
      await answersOthers();
    }
    // Each new connection closes an older idle one, so the number of open connections stays within the limit.
    await expect.poll(() => sockets.filter((socket) => !socket.closed).length).toBeLessThanOrEqual(MAX_CONNECTIONS);
    await expect.poll(server.log).toContain('too many connections');
    expect(session.closed).toBe(false);
    session.destroy();
  });

  if (kind === 'tls') {
    itStopsGrowing(attacks);
    return;
  }

  attack('closes connections that end in the middle of a frame', async () => {
    const headers = callHeaders(LIST);
    for (const bytes of [
      PREFACE.subarray(0, 10),
      Buffer.concat([PREFACE, frame(FRAME.SETTINGS, 0, 0).subarray(0, 5)]),
      Buffer.concat([OPENING, frame(FRAME.HEADERS, END_HEADERS, 1, headers).subarray(0, 20)]),
      Buffer.concat([OPENING, frame(FRAME.HEADERS, END_HEADERS, 1, headers), frame(FRAME.DATA, 0, 1, Buffer.of(0, 0), 100)]),
    ]) {
      await each(50, async () => {
        const socket = open();
        socket.end(bytes);
        await closed(socket);
      });
    }
  });

  const sendMalformed = async () => {
    for (const bytes of [
      frame(FRAME.DATA, 0, 1, Buffer.alloc(100), 2 ** 24 - 1),
      frame(FRAME.HEADERS, END_HEADERS, 1, Buffer.alloc(100, 0xff)),
      frame(FRAME.HEADERS, END_HEADERS, 2, callHeaders(LIST)),
      frame(FRAME.CONTINUATION, END_HEADERS, 1, callHeaders(LIST)),
      frame(FRAME.PING, 0, 0, Buffer.alloc(3)),
      frame(FRAME.SETTINGS, 0, 0, Buffer.alloc(5)),
    ]) {
      await each(50, async () => {
        const socket = open();
        socket.write(Buffer.concat([OPENING, bytes]));
        await refused(socket);
      });
    }
  };

  attack('refuses connections whose frames or header blocks are malformed', sendMalformed);

  // Node 20 leaves such a connection open until a ping of the server times out after 40 seconds, so this test is no part of the rounds.
  it('closes connections with malformed frames also when the peer does not close its end', async () => {
    await sendMalformed();
    await expect.poll(() => sockets.every((socket) => socket.closed), { timeout: 100_000 }).toBe(true);
  });

  attack('refuses a message whose header claims 4 GiB, without allocating memory for the message', async () => {
    const session = connectHttp2(`http://${server.address}`);
    const call = session.request({
      ':method': 'POST',
      ':path': LIST,
      'content-type': 'application/grpc',
      authorization: `Bearer ${TOKEN}`,
    });
    call.write(Buffer.of(0, 0xff, 0xff, 0xff, 0xff));
    const [headers] = (await once(call, 'response')) as [IncomingHttpHeaders];
    expect(headers).toMatchObject({ 'grpc-status': '8', 'grpc-message': expect.stringContaining('4294967295') });
    session.destroy();
  });

  attack('refuses a compressed message that decompresses to 128 MB', async () => {
    const session = connectHttp2(`http://${server.address}`);
    const compressed = gzipSync(Buffer.alloc(2 ** 27));
    const prefix = Buffer.of(1, 0, 0, 0, 0);
    prefix.writeUInt32BE(compressed.length, 1);
    const call = session.request({
      ':method': 'POST',
      ':path': LIST,
      'content-type': 'application/grpc',
      'grpc-encoding': 'gzip',
      authorization: `Bearer ${TOKEN}`,
    });
    call.end(Buffer.concat([prefix, compressed]));
    const [headers] = (await once(call, 'response')) as [IncomingHttpHeaders];
    expect(headers).toMatchObject({ 'grpc-status': '8', 'grpc-message': expect.stringContaining('decompresses') });
    session.destroy();
  });

  attack('refuses metadata of 1 MB', async () => {
    await each(20, async () => {
      const socket = open();
      const block = Buffer.concat([callHeaders(LIST), headerBlock({ 'x-much': 'x'.repeat(2 ** 20) })]);
      socket.write(OPENING);
      for (let at = 0; at < block.length; at += 16_384) {
        const flags = at + 16_384 >= block.length ? END_HEADERS : 0;
        socket.write(frame(at === 0 ? FRAME.HEADERS : FRAME.CONTINUATION, flags, 1, block.subarray(at, at + 16_384)));
      }
      expect(await refused(socket)).not.toContain(FRAME.HEADERS);
    });
  });

  attack('closes a connection whose header block never ends', async () => {
    const socket = open();
    socket.write(Buffer.concat([OPENING, frame(FRAME.HEADERS, 0, 1, callHeaders(LIST))]));
    const piece = frame(FRAME.CONTINUATION, 0, 1, headerBlock({ 'x-more': 'x'.repeat(16_000) }));
    await writeUntilClosed(socket, piece, 10_000);
  });

  attack('answers other callers while header blocks arrive byte by byte and calls never end', async () => {
    const slow = await each(200, async () => {
      const socket = open();
      await once(socket, 'connect');
      return socket;
    });
    const bytes = Buffer.concat([OPENING, frame(FRAME.HEADERS, END_HEADERS, 1, callHeaders(LIST))]);
    for (let at = 0; at < bytes.length; at++) {
      for (const socket of slow) socket.write(bytes.subarray(at, at + 1));
      await new Promise((resolve) => setImmediate(resolve));
      if (at % 20 === 0) await answersOthers();
    }
    // Each of ten connections opens a thousand calls with a valid token and sends no byte of a request.
    const headers = callHeaders(LIST, { authorization: `Bearer ${TOKEN}` });
    await each(10, async () => {
      const socket = open();
      socket.write(OPENING);
      for (let i = 0; i < 1_000; i++) socket.write(frame(FRAME.HEADERS, END_HEADERS, 2 * i + 1, headers));
      // The server refuses the calls above its limit of concurrent calls per connection.
      await refused(socket);
    });
    await answersOthers();
  });

  attack('closes a connection that opens and resets thousands of calls', async () => {
    await each(5, async () => {
      const socket = open();
      socket.write(OPENING);
      for (let i = 0; i < 10_000 && !socket.destroyed; i++) {
        const call = frame(FRAME.HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, callHeaders(LIST));
        socket.write(Buffer.concat([call, frame(FRAME.RST_STREAM, 0, 2 * i + 1, Buffer.of(0, 0, 0, 8))]));
      }
      await refused(socket, [FRAME.GOAWAY]);
    });
  });

  attack('answers other callers during floods of pings and settings, and closes a connection that reads no answers', async () => {
    for (const piece of [frame(FRAME.PING, 0, 0, Buffer.alloc(8)), frame(FRAME.SETTINGS, 0, 0)]) {
      const flood = Buffer.concat(Array.from({ length: 1_000 }, () => piece));
      const socket = open();
      socket.pause();
      socket.write(OPENING);
      await writeUntilClosed(socket, flood, 10_000, answersOthers);
    }
  });

  attack('refuses thousands of calls with wrong tokens', async () => {
    const wrong = createClient({ ...client, token: createToken() });
    await each(2_000, () => expect(wrong.listLotteries()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' }));
    wrong.close();
  });

  itStopsGrowing(attacks);
});

/**
 * A leak adds to the memory in every round of attacks. Without a leak, the memory settles after some rounds. The resident set then
 * holds what V8 and the C allocator keep for later use, which depends on the version of Node: the new space of V8 grows to 128 MB in
 * Node 24, and to 32 MB in Node 20 and 22.
 */
function itStopsGrowing(attacks: Attack[]): void {
  it('uses no more memory when the attacks repeat', async () => {
    const rounds = [before, await server.memory()];
    const growth = (of: (memory: Memory) => number) => of(rounds.at(-1) as Memory) - of(rounds.at(-1 - SETTLED_ROUNDS) as Memory);
    const settled = () =>
      rounds.length > SETTLED_ROUNDS && growth(inUse) < MOST_IN_USE_GROWTH && growth(({ rss }) => rss) < MOST_RSS_GROWTH;
    while (!settled() && rounds.length < MOST_ROUNDS) {
      for (const attack of attacks) {
        await attack();
        await endAttack();
      }
      rounds.push(await server.memory());
    }
    const table = rounds.map((memory) => `in use ${megabytes(inUse(memory))}, RSS ${megabytes(memory.rss)}\n`).join('');
    process.stdout.write(`Memory before the attacks and after each round:\n${table}`);
    expect(settled(), table).toBe(true);
    expect(rounds.at(-1)?.heapUsed).toBeLessThan(1.25 * before.heapUsed);
  });
}

/** Bytes in use on the JavaScript heap, and bytes that native objects report as held for JavaScript. */
function inUse({ heapUsed, external }: Memory): number {
  return heapUsed + external;
}

/** Closes all hostile connections, and checks that the server runs and answers other callers. */
async function endAttack(): Promise<void> {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await answersOthers();
  expect(server.child.exitCode).toBe(null);
}

/** Checks that another caller gets an answer on a new connection. */
async function answersOthers(): Promise<void> {
  const other = createClient(client);
  expect(await other.listLotteries('en', { timeoutMs: 120_000 })).toHaveLength(14);
  other.close();
}

/** Opens a connection and makes one authorised call on it. */
async function caller(): Promise<ClientHttp2Session> {
  const tls = client.tls?.caFile === undefined ? undefined : { ca: await readFile(client.tls.caFile) };
  const session = connectHttp2(`${tls ? 'https' : 'http'}://${server.address}`, tls);
  const call = session.request({ ':method': 'POST', ':path': LIST, 'content-type': 'application/grpc', authorization: `Bearer ${TOKEN}` });
  call.end(Buffer.alloc(5));
  call.resume();
  const [trailers] = (await once(call, 'trailers')) as [IncomingHttpHeaders];
  expect(trailers).toMatchObject({ 'grpc-status': '0' });
  return session;
}

function open(): Socket {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

async function closed(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

function each<T>(times: number, action: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, action));
}

/**
 * Waits until the server refuses a call (RST_STREAM) or the connection (GOAWAY, or a close), and resolves to the types of the received
 * frames.
 */
async function refused(socket: Socket, by: number[] = [FRAME.RST_STREAM, FRAME.GOAWAY]): Promise<number[]> {
  let buffer = Buffer.alloc(0);
  const types: number[] = [];
  return new Promise((resolve) => {
    socket.on('data', (data: Buffer) => {
      buffer = Buffer.concat([buffer, data]);
      while (buffer.length >= 9 && buffer.length >= 9 + buffer.readUIntBE(0, 3)) {
        types.push(buffer[3]);
        buffer = buffer.subarray(9 + buffer.readUIntBE(0, 3));
      }
      if (by.some((type) => types.includes(type))) resolve(types);
    });
    socket.on('close', () => resolve(types));
  });
}

/** Writes a piece again and again until the server closes the connection. */
async function writeUntilClosed(socket: Socket, piece: Buffer, most: number, meanwhile?: () => Promise<void>): Promise<void> {
  for (let i = 0; i < most && !socket.destroyed; i++) {
    if (!socket.write(piece))
      await Promise.race([
        new Promise((resolve) => socket.once('drain', resolve)),
        new Promise((resolve) => socket.once('close', resolve)),
      ]);
    if (i % 50 === 0) await meanwhile?.();
  }
  expect(socket.destroyed).toBe(true);
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
