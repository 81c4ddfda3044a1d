import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import type { Values } from '../values.js';
import { closeFolder, DiskFolder, DURABLE, isThere } from './disk-folder.js';

/** Values in LMDB, in a folder that several processes may use at once. Opened when first needed: most commands keep nothing. */
export class LmdbValues implements Values {
  readonly #folder: DiskFolder;
  #root: Promise<RootDatabase<string, string>> | undefined;

  constructor(path: string) {
    this.#folder = new DiskFolder('DATA_DIR', path);
  }

  async get(key: string): Promise<string | undefined> {
    // Reading makes no folder, and loads no library where nothing was ever put.
    if (!this.#root && !isThere(join(this.#folder.path, 'data.mdb'))) return undefined;
    const root = await this.#open();
    // Another process may have written since.
    root.resetReadTxn();
    return root.get(key);
  }

  async put(values: Record<string, string>): Promise<void> {
    await this.#folder.use(async () => {
      const root = await this.#open();
      // One transaction. Not root.transaction: its thread would hold the lock until JavaScript answers, which never does when it
      // waits for that lock itself, as opening the folder once more in this process makes it.
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
  // The map grows by itself.
  return open<string, string>({ path, encoding: 'string', compression: false, ...DURABLE });
}
