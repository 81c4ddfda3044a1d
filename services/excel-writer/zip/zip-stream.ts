/**
 * Writes a zip file entry by entry with backpressure, from data that is already deflated. The size and CRC of an entry follow its data.
 * The format is PKWARE APPNOTE.TXT 6.3.10, with ZIP64 (4.3.14, 4.5.3) for entries that begin beyond 4 GiB.
 */

import { crc32, deflateRawSync } from 'node:zlib';
import type { DeflatedBlock } from '../rows/block-task.js';
import { DEFLATE_END, deflatePiece } from '../rows/deflate-piece.js';
import { crc32Combine } from './crc32-combine.js';

/** Compression level of the texts around the rows. */
const TEXT_LEVEL = 6;

const DEFLATE = 8;
/** Flag: size and CRC follow the data. */
const DESCRIPTOR_FLAG = 1 << 3;
/** All entries have the time 1980-01-01 00:00, so that the same workbook has the same bytes. */
const ENTRY_TIME = 0;
const ENTRY_DATE = (1 << 5) | 1;
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** Stands for a number of more than 32 bits, which a ZIP64 field holds. */
const IN_ZIP64 = 0xffff_ffff;

/** An entry of the directory. */
interface Entry {
  name: Buffer;
  offset: number;
  crc: number;
  /** Number of deflated bytes. */
  packed: number;
  /** Number of inflated bytes. */
  length: number;
}

export class ZipStream {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #entries: Entry[] = [];
  #offset = 0;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  /** Adds a complete entry. */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    const entry = await this.#open(name);
    await this.#push(entry, { bytes: deflateRawSync(bytes), crc: crc32(bytes), length: bytes.length });
    await this.#end(entry);
  }

  /** Opens an entry that is joined from texts and deflated blocks. It must end before the next entry is added. */
  async openEntry(name: string): Promise<ZipEntryStream> {
    const entry = await this.#open(name);
    return {
      text: async (text) => {
        const bytes = Buffer.from(text);
        await this.#push(entry, { bytes: deflatePiece(bytes, TEXT_LEVEL), crc: crc32(bytes), length: bytes.length });
      },
      block: (block) => this.#push(entry, block),
      end: async () => {
        await this.#push(entry, { bytes: DEFLATE_END, crc: 0, length: 0 });
        await this.#end(entry);
      },
    };
  }

  /** Writes the directory and ends the file. */
  async end(): Promise<void> {
    const start = this.#offset;
    for (const entry of this.#entries) await this.#put(directoryRecord(entry));
    await this.#put(endRecords(this.#entries.length, start, this.#offset));
  }

  async #open(name: string): Promise<Entry> {
    const entry = { name: Buffer.from(name), offset: this.#offset, crc: 0, packed: 0, length: 0 };
    await this.#put(
      Buffer.concat([
        u32(0x04034b50),
        u16(VERSION, DESCRIPTOR_FLAG, DEFLATE, ENTRY_TIME, ENTRY_DATE),
        u32(0, 0, 0),
        u16(entry.name.length, 0),
        entry.name,
      ]),
    );
    return entry;
  }

  async #push(entry: Entry, { bytes, crc, length }: DeflatedBlock): Promise<void> {
    if (length > 0) entry.crc = crc32Combine(entry.crc, crc, length);
    entry.length += length;
    entry.packed += bytes.length;
    await this.#put(bytes);
  }

  async #end(entry: Entry): Promise<void> {
    // A sheet has at most a million rows of less than 4 KiB each.
    if (entry.length >= IN_ZIP64 || entry.packed >= IN_ZIP64) throw new RangeError('a zip entry is larger than 4 GiB');
    this.#entries.push(entry);
    await this.#put(Buffer.concat([u32(0x08074b50, entry.crc, entry.packed, entry.length)]));
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#offset += bytes.length;
    await this.#write(bytes);
  }
}

export interface ZipEntryStream {
  text(text: string): Promise<void>;
  block(block: DeflatedBlock): Promise<void>;
  end(): Promise<void>;
}

function directoryRecord({ name, offset, crc, packed, length }: Entry): Uint8Array {
  const far = offset >= IN_ZIP64;
  const extra = far ? Buffer.concat([u16(1, 8), u64(offset)]) : Buffer.alloc(0);
  const version = far ? VERSION_ZIP64 : VERSION;
  return Buffer.concat([
    u32(0x02014b50),
    u16(version, version, DESCRIPTOR_FLAG, DEFLATE, ENTRY_TIME, ENTRY_DATE),
    u32(crc, packed, length),
    u16(name.length, extra.length, 0, 0, 0),
    u32(0, far ? IN_ZIP64 : offset),
    name,
    extra,
  ]);
}

/** @param end offset of the end of the directory. */
function endRecords(entries: number, start: number, end: number): Uint8Array {
  const far = end >= IN_ZIP64;
  const records = far
    ? [
        u32(0x06064b50),
        u64(44),
        u16(VERSION_ZIP64, VERSION_ZIP64),
        u32(0, 0),
        u64(entries, entries, end - start, start),
        u32(0x07064b50, 0),
        u64(end),
        u32(1),
      ]
    : [];
  return Buffer.concat([...records, u32(0x06054b50), u16(0, 0, entries, entries), u32(end - start, far ? IN_ZIP64 : start), u16(0)]);
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, i * 2);
  return bytes;
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, i * 4);
  return bytes;
}

function u64(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), i * 8);
  return bytes;
}
