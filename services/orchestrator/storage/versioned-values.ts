import { createHash } from 'node:crypto';
import { z } from 'zod';
import { findLottery } from '../../domain/lotteries/catalogue.js';
import { DezenasError } from '../../shared/errors.js';
import type { Values } from './values.js';

/** Maximum number of cached versions per lottery. Older versions are read again when a job needs them. */
const MAX_CACHED = 4;

/** A version is the first 16 hexadecimal digits of the digest of the content. */
export const VERSION = /^[0-9a-f]{16}$/;

interface Versioned {
  lottery: string;
  version: string;
}

/** A cached value and the digest of its stored text. */
interface Cached<T> {
  value: T;
  digest: string;
}

export interface VersionedValuesOptions<T extends Versioned> {
  /** Prefix of the keys, so that several kinds of values can share one store. */
  prefix: string;
  /** Converts parsed JSON to a value. Undefined if the content does not match its version. */
  read: (stored: unknown) => T | undefined;
}

/** The latest version and the digest of its text. The text of a version changes when more is stored with the draws, such as winnings. */
const storedLatest = z.object({ version: z.string().regex(VERSION), text: z.string().optional() });

/**
 * Stores versions of a value per lottery. The key <prefix>/<lottery>/<version> has the text of a version, and <prefix>/<lottery>/latest names the
 * latest version. Both are stored in one transaction, so that readers never see an incomplete version, even if a writer is killed. Old
 * versions are never removed, because jobs pin them.
 */
export class VersionedValues<T extends Versioned> {
  readonly #values: Values;
  readonly #options: VersionedValuesOptions<T>;
  /** Recently used versions by lottery id, the last used version at the end. */
  readonly #cache = new Map<string, Map<string, Cached<T>>>();

  constructor(values: Values, options: VersionedValuesOptions<T>) {
    this.#values = values;
    this.#options = options;
  }

  /** Stores a value durably as the latest version of its lottery. */
  async save(value: T): Promise<void> {
    const { lottery, version } = value;
    const key = this.#keyOf(lottery, version);
    const text = JSON.stringify(value);
    const latest = JSON.stringify({ version, text: digestOf(text) } satisfies z.infer<typeof storedLatest>);
    try {
      await this.#values.put({ [key]: text, [this.#latestKeyOf(lottery)]: latest });
    } catch (error) {
      throw storeError('the draws could not be stored', error);
    }
    this.#addToCache({ value, digest: digestOf(text) });
  }

  /** Returns the value that any process saved last. Undefined if no value is stored. */
  async latest(lottery: string): Promise<T | undefined> {
    if (!findLottery(lottery)) return undefined;
    const text = await this.#get(this.#latestKeyOf(lottery));
    if (text === undefined) return undefined;
    const latest = storedLatest.safeParse(parseJson(text));
    if (!latest.success) throw corruptError(latest.error);
    const value = await this.#load(lottery, latest.data.version, latest.data.text);
    if (!value) throw corruptError();
    return value;
  }

  async get(lottery: string, version: string): Promise<T | undefined> {
    return findLottery(lottery) && this.#load(lottery, version);
  }

  /** Loads a version. A cached version whose digest differs from `expectedDigest` is read again. */
  async #load(lottery: string, version: string, expectedDigest?: string): Promise<T | undefined> {
    const key = this.#keyOf(lottery, version);
    const cached = this.#cache.get(lottery)?.get(version);
    if (cached && (expectedDigest === undefined || cached.digest === expectedDigest)) return this.#addToCache(cached);
    const text = await this.#get(key);
    if (text === undefined) return undefined;
    // The version is a digest of the content, so it verifies the text.
    const value = this.#options.read(parseJson(text));
    if (!value || value.version !== version || value.lottery !== lottery) throw corruptError();
    return this.#addToCache({ value, digest: digestOf(text) });
  }

  /** Adds a value to the cache. Removes the least recently used version beyond the limit. */
  #addToCache(cached: Cached<T>): T {
    const { lottery, version } = cached.value;
    const versions = this.#cache.get(lottery) ?? new Map<string, Cached<T>>();
    this.#cache.set(lottery, versions);
    versions.delete(version);
    versions.set(version, cached);
    const [oldest] = versions.keys();
    if (versions.size > MAX_CACHED) versions.delete(oldest);
    return cached.value;
  }

  async #get(key: string): Promise<string | undefined> {
    try {
      return await this.#values.get(key);
    } catch (error) {
      throw storeError('the stored draws could not be read', error);
    }
  }

  #latestKeyOf(lottery: string): string {
    return `${this.#options.prefix}/${lottery}/latest`;
  }

  #keyOf(lottery: string, version: string): string {
    if (!findLottery(lottery)) throw new DezenasError('INVALID_ARGUMENT', 'unknown lottery');
    if (!VERSION.test(version)) throw new DezenasError('INVALID_ARGUMENT', 'invalid version');
    return `${this.#options.prefix}/${lottery}/${version}`;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw corruptError(error);
  }
}

/** Returns the error of a store that does not answer, which describes itself; wraps any other error. */
function storeError(message: string, cause: unknown): DezenasError {
  return cause instanceof DezenasError ? cause : new DezenasError('INTERNAL', message, { reason: 'STORE_FAILED', cause });
}

function corruptError(cause?: unknown): DezenasError {
  return new DezenasError('INTERNAL', 'the stored draws are damaged; import them again', { reason: 'STORE_CORRUPT', cause });
}
