import { createHash } from 'node:crypto';
import { z } from 'zod';
import { findLottery } from '../../domain/lotteries/catalogue.js';
import { DezenasError } from '../../shared/errors.js';
import type { Values } from './values.js';

/** Versions of a lottery held in memory; others are read again when a job that pins one needs it. */
const CACHED = 4;

/** A version: the first 16 hexadecimal digits of a digest of the content. */
export const VERSION = /^[0-9a-f]{16}$/;

interface Versioned {
  lottery: string;
  version: string;
}

/** A value, and a digest of its text. */
interface Cached<T> {
  value: T;
  text: string;
}

export interface VersionedValuesOptions<T extends Versioned> {
  /** Before its keys, so that several kinds share one store. */
  prefix: string;
  /** The value of what was parsed from a text; undefined when it is not what its version says. */
  read: (stored: unknown) => T | undefined;
}

/** Which version is the latest, and a digest of its text: a version may be kept again with more in it, such as winnings. */
const storedLatest = z.object({ version: z.string().regex(VERSION), text: z.string().optional() });

/**
 * One text a version and one that names the latest of each lottery: <prefix>/<lottery>/<version> and <prefix>/<lottery>/latest.
 * Both are put at once, so a reader in any process sees a whole version, old or new, whenever a writer is killed. Old versions stay,
 * because jobs pin them.
 */
export class VersionedValues<T extends Versioned> {
  readonly #values: Values;
  readonly #options: VersionedValuesOptions<T>;
  /** Those of a lottery that were asked for last, by its id, the latest of them at the end. */
  readonly #cache = new Map<string, Map<string, Cached<T>>>();

  constructor(values: Values, options: VersionedValuesOptions<T>) {
    this.#values = values;
    this.#options = options;
  }

  /** Durable when it resolves; from then on the latest of its lottery. */
  async save(value: T): Promise<void> {
    const { lottery, version } = value;
    const key = this.#keyOf(lottery, version);
    const text = JSON.stringify(value);
    const latest = JSON.stringify({ version, text: digestOf(text) } satisfies z.infer<typeof storedLatest>);
    try {
      await this.#values.put({ [key]: text, [this.#latestKeyOf(lottery)]: latest });
    } catch (error) {
      throw storeFailure('the draws could not be stored', error);
    }
    this.#keep({ value, text: digestOf(text) });
  }

  /** The value saved last, by any process; undefined when there is none. */
  async latest(lottery: string): Promise<T | undefined> {
    if (!findLottery(lottery)) return undefined;
    const text = await this.#get(this.#latestKeyOf(lottery));
    if (text === undefined) return undefined;
    const latest = storedLatest.safeParse(parseJson(text));
    if (!latest.success) throw corrupt(latest.error);
    const value = await this.#load(lottery, latest.data.version, latest.data.text);
    if (!value) throw corrupt();
    return value;
  }

  async get(lottery: string, version: string): Promise<T | undefined> {
    return findLottery(lottery) && this.#load(lottery, version);
  }

  /** `expected`: the digest of the text it should have now; a version in the cache with another is read again. */
  async #load(lottery: string, version: string, expected?: string): Promise<T | undefined> {
    const key = this.#keyOf(lottery, version);
    const cached = this.#cache.get(lottery)?.get(version);
    if (cached && (expected === undefined || cached.text === expected)) return this.#keep(cached);
    const text = await this.#get(key);
    if (text === undefined) return undefined;
    // The version is a digest of the content: it proves that the text is whole.
    const value = this.#options.read(parseJson(text));
    if (!value || value.version !== version || value.lottery !== lottery) throw corrupt();
    return this.#keep({ value, text: digestOf(text) });
  }

  /** The one that nobody has asked for longest makes room. */
  #keep(cached: Cached<T>): T {
    const { lottery, version } = cached.value;
    const versions = this.#cache.get(lottery) ?? new Map<string, Cached<T>>();
    this.#cache.set(lottery, versions);
    versions.delete(version);
    versions.set(version, cached);
    const [oldest] = versions.keys();
    if (versions.size > CACHED) versions.delete(oldest);
    return cached.value;
  }

  async #get(key: string): Promise<string | undefined> {
    try {
      return await this.#values.get(key);
    } catch (error) {
      throw storeFailure('the stored draws could not be read', error);
    }
  }

  #latestKeyOf(lottery: string): string {
    return `${this.#options.prefix}/${lottery}/latest`;
  }

  #keyOf(lottery: string, version: string): string {
    if (!findLottery(lottery)) throw new DezenasError('INVALID_ARGUMENT', 'unknown lottery');
    if (!VERSION.test(version)) throw new DezenasError('INVALID_ARGUMENT', 'not a version');
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
    throw corrupt(error);
  }
}

/** A store that is away for a while says so itself. */
function storeFailure(message: string, cause: unknown): DezenasError {
  return cause instanceof DezenasError ? cause : new DezenasError('INTERNAL', message, { reason: 'STORE_FAILED', cause });
}

function corrupt(cause?: unknown): DezenasError {
  return new DezenasError('INTERNAL', 'the stored draws are damaged; import them again', { reason: 'STORE_CORRUPT', cause });
}
