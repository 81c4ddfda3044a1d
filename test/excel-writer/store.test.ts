import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalWorkbookStore } from '../../services/excel-writer/store/local-store.js';
import { S3WorkbookStore } from '../../services/excel-writer/store/s3-store.js';
import type { WorkbookStore } from '../../services/excel-writer/store/workbook-store.js';
import { createBucket, startS3Server } from '../support/servers/s3-server.js';

interface StartedStore {
  store: WorkbookStore;
  /** Names of all stored files, finished or not; undefined if the store cannot list them. */
  files?: () => Promise<string[]>;
  stop: () => Promise<void>;
}

const kinds: [string, () => Promise<StartedStore>][] = [
  [
    'folder',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
      const store = new LocalWorkbookStore(join(folder, 'workbooks'));
      const files = () => readdir(join(folder, 'workbooks'));
      return { store, files, stop: () => rm(folder, { recursive: true }) };
    },
  ],
  [
    'bucket',
    async () => {
      const { endpoint, files, stop } = await startS3Server();
      const store = new S3WorkbookStore({ bucket: 'workbooks', prefix: 'a/b-', region: 'us-east-1', endpoint });
      return { store, files: async () => (await files()).filter((name) => /[0-9a-f]{8}-/.test(name)), stop };
    },
  ],
];
const { S3_TEST_ENDPOINT } = process.env;
if (S3_TEST_ENDPOINT) {
  kinds.push([
    `bucket at ${S3_TEST_ENDPOINT}`,
    async () => {
      const bucket = `dezenas-test-${randomUUID()}`;
      await createBucket(S3_TEST_ENDPOINT, bucket);
      const store = new S3WorkbookStore({ bucket, prefix: 'dezenas/', region: 'us-east-1', endpoint: S3_TEST_ENDPOINT });
      return { store, stop: async () => {} };
    },
  ]);
} else {
  console.log('set S3_TEST_ENDPOINT (and AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) to test against a real S3 server, too');
}

describe.each(kinds)('a store that is a %s', (_kind, start) => {
  let started: StartedStore;
  let store: WorkbookStore;
  beforeAll(async () => {
    started = await start();
    store = started.store;
    await store.prepare();
  });
  afterAll(async () => {
    store.close();
    await started.stop();
  });

  const read = async (id: string, part: number, offset = 0, length = 0) => {
    const pieces: Buffer[] = [];
    for await (const piece of store.read(id, part, { offset, length })) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  const put = async (id: string, part: number, ...pieces: Uint8Array[]) => {
    const sink = await store.create(id, part, 'xlsx');
    for (const piece of pieces) await sink.write(piece);
    return sink.commit();
  };

  it.each([
    ['nothing', []],
    ['a byte', [1]],
    ['pieces of all sizes', [3, 0, 70_000, 1, 300_000]],
    ['more than an upload sends at once', [9_000_000, 10, 12_000_000, 5_000_000]],
  ])('returns the stored bytes of %s, complete and in ranges', async (_what, sizes) => {
    const id = randomUUID();
    const pieces = sizes.map((size) => randomBytes(size));
    const bytes = Buffer.concat(pieces);
    const sink = await store.create(id, 1, 'xlsx');
    for (const piece of pieces) await sink.write(piece);
    expect(sink.bytesWritten).toBe(bytes.length);
    await expect(read(id, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await sink.commit()).toEqual({ sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect((await read(id, 1)).equals(bytes)).toBe(true);
    const middle = Math.floor(bytes.length / 2);
    for (const [offset, length] of [
      [middle, 0],
      [0, middle],
      [middle, 1],
      [middle, bytes.length],
      [bytes.length, 0],
      [bytes.length, 5],
    ]) {
      const expected = bytes.subarray(offset, length === 0 ? bytes.length : offset + length);
      expect((await read(id, 1, offset, length)).equals(expected)).toBe(true);
    }
    await expect(read(id, 1, bytes.length + 1)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `offset: must be 0 to ${bytes.length}, the size of the file`,
    });
    await store.delete(id);
  });

  it('stores the parts of a job separately, and deletes them together without deleting other jobs', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    for (let part = 1; part <= 12; part++) await put(one, part, Buffer.from(`part ${part}`));
    await put(other, 1, Buffer.from('other'));
    expect((await read(one, 1)).toString()).toBe('part 1');
    expect((await read(one, 12)).toString()).toBe('part 12');
    await expect(read(one, 13)).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'WORKBOOK_NOT_FOUND' });
    await store.delete(one);
    await store.delete(one);
    for (const part of [1, 12]) await expect(read(one, part)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await read(other, 1)).toString()).toBe('other');
    await store.delete(other);
    expect(await started.files?.().then((names) => names.filter((name) => name.includes(one) || name.includes(other)))).toEqual(
      started.files && [],
    );
  });

  it('replaces a file only when the new file is complete', async () => {
    const id = randomUUID();
    await put(id, 1, Buffer.from('old'));
    const sink = await store.create(id, 1, 'xlsx');
    await sink.write(Buffer.from('new'));
    expect((await read(id, 1)).toString()).toBe('old');
    await sink.commit();
    expect((await read(id, 1)).toString()).toBe('new');
    await store.delete(id);
  });

  it.each([0, 100, 30_000_000])('deletes a file whose write is aborted after %d bytes', async (size) => {
    const id = randomUUID();
    const sink = await store.create(id, 1, 'csv');
    for (let remaining = size; remaining > 0; remaining -= 5_000_000) await sink.write(randomBytes(Math.min(remaining, 5_000_000)));
    await sink.abort();
    await expect(read(id, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect.poll(async () => (await started.files?.())?.filter((name) => name.includes(id))).toEqual(started.files && []);
  });

  it('writes several files at once without mixing them', async () => {
    const files = Array.from({ length: 4 }, () => ({ id: randomUUID(), bytes: randomBytes(9_000_000) }));
    const sinks = await Promise.all(files.map(({ id }) => store.create(id, 1, 'xlsx')));
    for (let at = 0; at < 9_000_000; at += 1_000_000) {
      await Promise.all(sinks.map((sink, i) => sink.write(files[i].bytes.subarray(at, at + 1_000_000))));
    }
    await Promise.all(sinks.map((sink) => sink.commit()));
    for (const { id, bytes } of files) {
      expect((await read(id, 1)).equals(bytes)).toBe(true);
      await store.delete(id);
    }
  });
});

describe('LocalWorkbookStore', () => {
  it('deletes the unfinished files of dead processes and of an earlier process with the same process id', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-store-'));
    const unfinished = (pid: number) => `${randomUUID()}.1.${pid}.${randomUUID()}.part`;
    const finished = `${randomUUID()}.1.xlsx`;
    const alive = unfinished(process.ppid);
    for (const name of [unfinished(process.pid), unfinished(2 ** 22 + 1), alive, finished]) await writeFile(join(folder, name), 'x');
    await new LocalWorkbookStore(folder).prepare();
    expect((await readdir(folder)).toSorted()).toEqual([alive, finished].toSorted());
    await rm(folder, { recursive: true });
  });
});
