import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DezenasError } from '../../shared/errors.js';
import { findLottery } from '../../shared/lotteries/catalogue.js';
import { createHistory, type History } from './history.js';

/** Keeps imported histories; old versions stay, because jobs pin them. */
export interface HistoryStore {
  /** Durable when it resolves; from then on the latest of its lottery. */
  save(history: History): Promise<void>;
  /** The history saved last; undefined when there is none. */
  latest(lottery: string): Promise<History | undefined>;
  get(lottery: string, version: string): Promise<History | undefined>;
}

const VERSION = /^[0-9a-f]{16}$/;

const storedDraw = z.object({ number: z.int().min(1), date: z.iso.date(), numbers: z.array(z.int().min(1).max(255)) });
const storedHistory = z.object({ lottery: z.string(), version: z.string().regex(VERSION), draws: z.array(storedDraw) });

/**
 * A folder with one file a version and one that names the latest: draws/<lottery>/<version>.json and latest.json. Files are written aside,
 * synced and renamed, so a reader in any process sees a whole file or none, whenever a writer is killed.
 */
export class LocalHistoryStore implements HistoryStore {
  readonly #folder: string;
  readonly #cache = new Map<string, History>();

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'draws');
  }

  async save(history: History): Promise<void> {
    const folder = this.#folderOf(history.lottery);
    await mkdir(folder, { recursive: true });
    await writeDurably(folder, this.#fileOf(history.lottery, history.version), JSON.stringify(history));
    await writeDurably(folder, join(folder, 'latest.json'), JSON.stringify({ version: history.version }));
  }

  async latest(lottery: string): Promise<History | undefined> {
    const text = await readIfThere(join(this.#folderOf(lottery), 'latest.json'));
    if (text === undefined) return undefined;
    const { version } = parseStored(z.object({ version: z.string().regex(VERSION) }), text);
    const history = await this.get(lottery, version);
    if (!history) throw corrupt();
    return history;
  }

  async get(lottery: string, version: string): Promise<History | undefined> {
    const file = this.#fileOf(lottery, version);
    const cached = this.#cache.get(file);
    if (cached) return cached;
    const text = await readIfThere(file);
    if (text === undefined) return undefined;
    const stored = parseStored(storedHistory, text);
    // The version is a digest of the content: it proves that the file is whole.
    const history = createHistory(stored.lottery, stored.draws);
    if (history.version !== version || history.lottery !== lottery) throw corrupt();
    this.#cache.set(file, history);
    return history;
  }

  #fileOf(lottery: string, version: string): string {
    if (!VERSION.test(version)) throw new DezenasError('INVALID_ARGUMENT', 'not a history version');
    return join(this.#folderOf(lottery), `${version}.json`);
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

function parseStored<T extends z.ZodType>(schema: T, text: string): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw corrupt(error);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw corrupt(result.error);
  return result.data;
}

function corrupt(cause?: unknown): DezenasError {
  return new DezenasError('INTERNAL', 'the stored draws are damaged; import them again', { reason: 'STORE_CORRUPT', cause });
}
