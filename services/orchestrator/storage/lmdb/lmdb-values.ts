import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import type { Values } from '../values.js';
import { closeFolder, DiskFolder, DURABLE, exists } from './disk-folder.js';

/**
 * Stores values in an LMDB folder, which several processes may use at once. The folder is opened at the first use, because most commands
 * store nothing.
 */
export class LmdbValues implements Values {
  readonly #folder: DiskFolder;
  #root: Promise<RootDatabase<string, string>> | undefined;

  constructor(path: string) {
    this.#folder = new DiskFolder('DATA_DIR', path);
  }

  async get(key: string): Promise<string | undefined> {
    // Without stored values, reading neither creates the folder nor loads the library.
    if (!this.#root && !exists(join(this.#folder.path, 'data.mdb'))) return undefined;
    const root = await this.#open();
    // Without this, the read could miss values that another process has written.
    root.resetReadTxn();
    return root.get(key);
  }

  async put(values: Record<string, string>): Promise<void> {
    await this.#folder.use(async () => {
      const root = await this.#open();
      // batch() writes one transaction. The thread of root.transaction() would hold the write lock until JavaScript answers, a deadlock when the
      // main thread waits for the lock, as it does while it opens the folder a second time in this process.
      await root.batch(() => {
        for (const [key, value] of Object.entries(values)) root.put(key, value);
      });
    });
  }

  async close(): Promise<void> {
    const root = await this.#root;
    this.#root = undefined;
    if (root) await closeFolder(root);
  }

  #open(): Promise<RootDatabase<string, string>> {
    this.#root ??= openFolder(this.#folder.path).catch((error) => {
      this.#root = undefined;
      throw error;
    });
    return this.#root;
  }
}

async function openFolder(path: string): Promise<RootDatabase<string, string>> {
  const { open } = await import('lmdb');
  // LMDB's memory map grows automatically, so no mapSize is set.
  return open<string, string>({ path, encoding: 'string', compression: false, ...DURABLE });
}
