import { open, type RootDatabase } from 'lmdb';
import type { Values } from './values.js';

/** Values in LMDB, in a folder that several processes may use at once. */
export class LmdbValues implements Values {
  readonly #root: RootDatabase<string, string>;

  constructor(folder: string) {
    this.#root = open<string, string>({ path: folder, encoding: 'string', compression: false });
  }

  async get(key: string): Promise<string | undefined> {
    // Another process may have written since.
    this.#root.resetReadTxn();
    return this.#root.get(key);
  }

  async put(values: Record<string, string>): Promise<void> {
    await this.#root.transaction(() => {
      for (const [key, value] of Object.entries(values)) this.#root.put(key, value);
    });
    await this.#root.flushed;
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}
