/**
 * A zip file written entry by entry into a sink, with backpressure, from data that is deflated already; what is known of an entry only
 * at its end follows its data. The format: PKWARE APPNOTE.TXT 6.3.10; ZIP64 (4.3.14, 4.5.3) where an entry begins past 4 GiB.
 */

import { crc32, deflateRawSync } from 'node:zlib';
import type { DeflatedBlock } from '../rows/block-task.js';
import { DEFLATE_END, deflatePiece } from '../rows/deflate-piece.js';
import { crc32Combine } from './crc32-combine.js';

/** Of the texts around the rows. */
const TEXT_LEVEL = 6;

const DEFLATE = 8;
/** Size and CRC follow the data. */
const DESCRIPTOR_FLAG = 1 << 3;
/** 1980-01-01 00:00, the same everywhere, so that the same workbook has the same bytes. */
const ENTRY_TIME = 0;
const ENTRY_DATE = (1 << 5) | 1;
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** In the place of a number that takes more than 32 bits. */
const ELSEWHERE = 0xffff_ffff;

/** An entry that is done. */
interface Entry {
  name: Buffer;
  offset: number;
  crc: number;
  /** Bytes deflated, and inflated. */
  packed: number;
  length: number;
}

export class ZipStream {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #entries: Entry[] = [];
  #offset = 0;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  /** A whole entry. */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    const entry = await this.#open(name);
    await this.#push(entry, { bytes: deflateRawSync(bytes), crc: crc32(bytes), length: bytes.length });
    await this.#end(entry);
  }

  /** An entry joined from texts and blocks that are deflated already. Ends before the next one begins. */
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

  /** The directory of all entries. */
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
    // A sheet is at most a million rows of less than 4 KiB.
    if (entry.length >= ELSEWHERE || entry.packed >= ELSEWHERE) throw new RangeError('an entry of more than 4 GiB');
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
  const far = offset >= ELSEWHERE;
  const extra = far ? Buffer.concat([u16(1, 8), u64(offset)]) : Buffer.alloc(0);
  const version = far ? VERSION_ZIP64 : VERSION;
  return Buffer.concat([
    u32(0x02014b50),
    u16(version, version, DESCRIPTOR_FLAG, DEFLATE, ENTRY_TIME, ENTRY_DATE),
    u32(crc, packed, length),
    u16(name.length, extra.length, 0, 0, 0),
    u32(0, far ? ELSEWHERE : offset),
    name,
    extra,
  ]);
}

/** @param end where the directory ends. */
function endRecords(entries: number, start: number, end: number): Uint8Array {
  const far = end >= ELSEWHERE;
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
  return Buffer.concat([...records, u32(0x06054b50), u16(0, 0, entries, entries), u32(end - start, far ? ELSEWHERE : start), u16(0)]);
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
