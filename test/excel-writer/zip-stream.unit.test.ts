import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl';
import { ZipStream } from '../../services/excel-writer/zip/zip-stream.js';

/** A file that stores references to the written pieces, so that a piece written often takes memory once. */
class VirtualFile extends RandomAccessReader {
  size = 0;
  readonly #pieces: { start: number; bytes: Uint8Array }[] = [];

  async write(bytes: Uint8Array): Promise<void> {
    this.#pieces.push({ start: this.size, bytes });
    this.size += bytes.length;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const pieces = this.#pieces;
    return Readable.from(
      (function* () {
        for (const piece of pieces) {
          const part = piece.bytes.subarray(Math.max(0, start - piece.start), Math.max(0, end - piece.start));
          if (part.length > 0) yield part;
        }
      })(),
    );
  }
}

async function entriesOf(file: VirtualFile): Promise<{ zip: ZipFile; entries: Entry[] }> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromRandomAccessReader(file, file.size, { lazyEntries: true, autoClose: false }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    );
  });
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return { zip, entries };
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

describe('ZipStream', () => {
  it('writes entries that a reader returns unchanged, both whole entries and entries joined from blocks', async () => {
    const file = new VirtualFile();
    const zip = new ZipStream((bytes) => file.write(bytes));
    const [one, two] = [randomBytes(100_000), Buffer.from('two '.repeat(10_000))];
    await zip.add('a.xml', one);
    const entry = await zip.openEntry('folder/b.xml');
    await entry.text('before ação');
    for (const bytes of [one, two]) {
      // Z_SYNC_FLUSH ends the block on a byte boundary and does not mark it as the last block.
      const packed = deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
      await entry.block({ bytes: packed, crc: crc32(bytes), length: bytes.length });
    }
    await entry.text('after');
    await entry.end();
    await zip.add('empty', new Uint8Array(0));
    await zip.end();
    const { zip: read, entries } = await entriesOf(file);
    expect(entries.map(({ fileName }) => fileName)).toEqual(['a.xml', 'folder/b.xml', 'empty']);
    const joined = Buffer.concat([Buffer.from('before ação'), one, two, Buffer.from('after')]);
    expect((await contentOf(read, entries[0])).equals(one)).toBe(true);
    expect((await contentOf(read, entries[1])).equals(joined)).toBe(true);
    expect(entries.map(({ crc32: crc }) => crc)).toEqual([one, joined, Buffer.alloc(0)].map((bytes) => crc32(bytes)));
    expect(await contentOf(read, entries[2])).toHaveLength(0);
  });

  it('writes ZIP64 records for a file of more than 4 GiB, and for no smaller file', async () => {
    const block = randomBytes(60_000_000);
    const packed = deflateRawSync(block, { level: 0, finishFlush: constants.Z_SYNC_FLUSH });
    const crc = crc32(block);
    for (const [blocks, far] of [
      [10, false],
      [75, true],
    ] as const) {
      const file = new VirtualFile();
      const zip = new ZipStream((bytes) => file.write(bytes));
      // Each of the two entries is smaller than 4 GiB.
      for (const name of ['one', 'two']) {
        const entry = await zip.openEntry(name);
        for (let i = 0; i < blocks / 2; i++) await entry.block({ bytes: packed, crc, length: block.length });
        await entry.end();
      }
      await zip.add('last', Buffer.from('the last one'));
      await zip.end();
      expect(file.size > 2 ** 32).toBe(far);
      const { zip: read, entries } = await entriesOf(file);
      expect(entries.map(({ fileName, uncompressedSize }) => [fileName, uncompressedSize])).toEqual([
        ['one', block.length * Math.ceil(blocks / 2)],
        ['two', block.length * Math.ceil(blocks / 2)],
        ['last', 12],
      ]);
      expect((await contentOf(read, entries[2])).toString()).toBe('the last one');
      expect(entries[2].relativeOffsetOfLocalHeader > 2 ** 32).toBe(far);
      expect(entries.map(({ extraFields }) => extraFields.length)).toEqual(far ? [0, 0, 1] : [0, 0, 0]);
      expect(read.entryCount).toBe(3);
    }
  });

  it('refuses an entry of more than 4 GiB', async () => {
    const zip = new ZipStream(async () => {});
    const entry = await zip.openEntry('sheet');
    for (let i = 0; i < 5; i++) await entry.block({ bytes: new Uint8Array(1), crc: 0, length: 2 ** 30 });
    await expect(entry.end()).rejects.toThrow('a zip entry is larger than 4 GiB');
  });
});
