/** A zip file written entry by entry into a sink, with backpressure; the container itself is fflate's. */

import { deflateRawSync } from 'node:zlib';
import { type AsyncFlateStreamHandler, Zip, type ZipInputFile } from 'fflate';
import type { DeflatedBlock } from './block-task.js';
import { crc32Combine } from './crc32-combine.js';
import { crcOf, DEFLATE_END, deflatePiece } from './deflate-piece.js';

const DEFLATE = 8;
/** Of the texts around the rows. */
const TEXT_LEVEL = 6;
/** The same in every time zone, so that the same workbook has the same bytes. */
const ENTRY_TIME = new Date(1980, 0, 1);

export class ZipStream {
  readonly #zip: Zip;
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  #waiting: Uint8Array[] = [];
  #failure: Error | null = null;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
    this.#zip = new Zip((error, bytes) => {
      this.#failure ??= error;
      if (bytes) this.#waiting.push(bytes);
    });
  }

  /** A whole entry. */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    const entry = this.#open(name);
    entry.push(deflateRawSync(bytes), crcOf(bytes), bytes.length, true);
    await this.#flush();
  }

  /** An entry joined from texts and blocks that are compressed already. */
  async openEntry(name: string): Promise<ZipEntryStream> {
    const entry = this.#open(name);
    const push = async (bytes: Uint8Array, crc: number, length: number, last: boolean) => {
      entry.push(bytes, crc, length, last);
      await this.#flush();
    };
    return {
      text: async (text) => {
        const bytes = new TextEncoder().encode(text);
        await push(deflatePiece(bytes, TEXT_LEVEL), crcOf(bytes), bytes.length, false);
      },
      block: ({ bytes, crc, length }) => push(bytes, crc, length, false),
      end: () => push(DEFLATE_END, 0, 0, true),
    };
  }

  async end(): Promise<void> {
    this.#zip.end();
    await this.#flush();
  }

  #open(name: string): Entry {
    const entry = new Entry(name);
    this.#zip.add(entry);
    return entry;
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const bytes of waiting) await this.#write(bytes);
    if (this.#failure) throw this.#failure;
  }
}

export interface ZipEntryStream {
  text(text: string): Promise<void>;
  block(block: DeflatedBlock): Promise<void>;
  end(): Promise<void>;
}

/** An entry of raw deflate data; its size and CRC follow the data, as the container allows. */
class Entry implements ZipInputFile {
  readonly filename: string;
  readonly compression = DEFLATE;
  readonly mtime = ENTRY_TIME;
  ondata?: AsyncFlateStreamHandler;
  crc = 0;
  size = 0;

  constructor(filename: string) {
    this.filename = filename;
  }

  /** @param crc CRC-32 of the `length` bytes these ones inflate to. */
  push(bytes: Uint8Array, crc: number, length: number, last: boolean): void {
    if (length > 0) this.crc = crc32Combine(this.crc, crc, length);
    this.size += length;
    this.ondata?.(null, bytes as Uint8Array<ArrayBuffer>, last);
  }
}
