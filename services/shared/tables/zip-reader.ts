/**
 * Reads the entries of zip files, the containers of .xlsx workbooks. yauzl reads the directory of a file, validates the names of its
 * entries and never inflates more bytes than an entry declares, so `size` is a reliable bound for files from others.
 */

import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';

/** First bytes of a zip file with at least one entry. */
const SIGNATURE = Buffer.from('PK\x03\x04', 'latin1');

/** Whether a file that starts with these bytes is a zip file. */
export function isZip(start: Uint8Array): boolean {
  return SIGNATURE.equals(start.subarray(0, SIGNATURE.length));
}

/** An open zip file. */
export class ZipReader {
  readonly #file: ZipFile;
  readonly #entries: Map<string, Entry>;
  readonly #byLowerCase: Map<string, Entry>;

  private constructor(file: ZipFile, entries: Map<string, Entry>) {
    this.#file = file;
    this.#entries = entries;
    this.#byLowerCase = new Map([...entries].map(([name, entry]) => [name.toLowerCase(), entry]));
  }

  /**
   * Opens the file at a path, or a file in memory. The caller must close it.
   * @throws Error when it is not a zip file, or is damaged.
   */
  static async open(source: string | Uint8Array): Promise<ZipReader> {
    const file =
      typeof source === 'string'
        ? await openPromise(source, { autoClose: false })
        : await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.length));
    const entries = new Map<string, Entry>();
    try {
      for await (const entry of file.eachEntry()) if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
    } catch (error) {
      file.close();
      throw error;
    }
    return new ZipReader(file, entries);
  }

  /** Names of the entries in the order of the directory, without folders. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Whether the file has an entry of this name. Upper and lower case are the same. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** Number of inflated bytes of an entry; 0 when the file has no such entry. */
  size(name: string): number {
    return this.#find(name)?.uncompressedSize ?? 0;
  }

  /**
   * Inflates an entry piece by piece; yields nothing when the file has no such entry.
   * @throws Error when the data is damaged.
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#find(name);
    if (entry) yield* (await this.#file.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
  }

  close(): void {
    this.#file.close();
  }

  #find(name: string): Entry | undefined {
    return this.#entries.get(name) ?? this.#byLowerCase.get(name.toLowerCase());
  }
}

/** Inflates all entries of a zip file in memory, in the order of the directory. */
export async function unzip(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const file = await ZipReader.open(bytes);
  try {
    const entries = new Map<string, Uint8Array>();
    for (const name of file.names) {
      const pieces: Buffer[] = [];
      for await (const piece of file.read(name)) pieces.push(piece);
      entries.set(name, Buffer.concat(pieces));
    }
    return entries;
  } finally {
    file.close();
  }
}
