import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DezenasError } from '../../shared/errors.js';
import { findLottery } from '../../shared/lotteries/catalogue.js';

/** A version: the first 16 hexadecimal digits of a digest of the content. */
export const VERSION = /^[0-9a-f]{16}$/;

interface Versioned {
  lottery: string;
  version: string;
}

export interface VersionedFilesOptions<T extends Versioned> {
  /** Before the names of its files. */
  prefix: string;
  /** The value of what was parsed from a file; undefined when it is not what its version says. */
  read: (stored: unknown) => T | undefined;
}

/**
 * A folder a lottery with one file a version and one that names the latest: <lottery>/<prefix><version>.json and <prefix>latest.json. Files are
 * written aside, synced and renamed, so a reader in any process sees a whole file or none, whenever a writer is killed. Old versions
 * stay, because jobs pin them.
 */
export class VersionedFiles<T extends Versioned> {
  readonly #folder: string;
  readonly #options: VersionedFilesOptions<T>;
  readonly #cache = new Map<string, T>();

  constructor(folder: string, options: VersionedFilesOptions<T>) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Durable when it resolves; from then on the latest of its lottery. */
  async save(value: T): Promise<void> {
    const folder = this.#folderOf(value.lottery);
    await mkdir(folder, { recursive: true });
    await writeDurably(folder, this.#fileOf(value.lottery, value.version), JSON.stringify(value));
    await writeDurably(folder, join(folder, this.#latestName), JSON.stringify({ version: value.version }));
    this.#cache.set(this.#fileOf(value.lottery, value.version), value);
  }

  /** The value saved last; undefined when there is none. */
  async latest(lottery: string): Promise<T | undefined> {
    if (!findLottery(lottery)) return undefined;
    const text = await readIfThere(join(this.#folderOf(lottery), this.#latestName));
    if (text === undefined) return undefined;
    const latest = z.object({ version: z.string().regex(VERSION) }).safeParse(parseJson(text));
    if (!latest.success) throw corrupt(latest.error);
    const value = await this.get(lottery, latest.data.version);
    if (!value) throw corrupt();
    return value;
  }

  async get(lottery: string, version: string): Promise<T | undefined> {
    if (!findLottery(lottery)) return undefined;
    const file = this.#fileOf(lottery, version);
    const cached = this.#cache.get(file);
    if (cached) return cached;
    const text = await readIfThere(file);
    if (text === undefined) return undefined;
    // The version is a digest of the content: it proves that the file is whole.
    const value = this.#options.read(parseJson(text));
    if (!value || value.version !== version || value.lottery !== lottery) throw corrupt();
    this.#cache.set(file, value);
    return value;
  }

  get #latestName(): string {
    return `${this.#options.prefix}latest.json`;
  }

  #fileOf(lottery: string, version: string): string {
    if (!VERSION.test(version)) throw new DezenasError('INVALID_ARGUMENT', 'not a version');
    return join(this.#folderOf(lottery), `${this.#options.prefix}${version}.json`);
  }

  #folderOf(lottery: string): string {
    if (!findLottery(lottery)) throw new DezenasError('INVALID_ARGUMENT', 'unknown lottery');
    return join(this.#folder, lottery);
  }
}

async function writeDurably(folder: string, path: string, text: string): Promise<void> {
  const aside = join(folder, `.${randomUUID()}.part`);
  try {
    await withFile(aside, 'wx', async (file) => {
      await file.writeFile(text);
      await file.sync();
    });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw new DezenasError('INTERNAL', 'the draws could not be stored', { reason: 'STORE_FAILED', cause: error });
  }
  // The rename itself is durable once the folder is synced.
  await withFile(folder, 'r', (handle) => handle.sync());
}

async function withFile(path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new DezenasError('INTERNAL', 'the stored draws could not be read', { reason: 'STORE_FAILED', cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw corrupt(error);
  }
}

function corrupt(cause?: unknown): DezenasError {
  return new DezenasError('INTERNAL', 'the stored draws are damaged; import them again', { reason: 'STORE_CORRUPT', cause });
}
