/** Entries of the cache. Games on tickets with columns can have thousands of different keys. */
const MAX_KNOWN = 10_000;

/** A cache of the prizes of games by the key of their hits. All draws of a check share one cache. */
export class KnownPrizes {
  readonly #known = new Map<number, bigint[]>();

  /** Returns the prizes by tier. @param key equal for games with the same prizes. */
  getOrCompute(key: number, compute: () => bigint[]): bigint[] {
    const known = this.#known.get(key);
    if (known) return known;
    const prizes = compute();
    if (this.#known.size === MAX_KNOWN) this.#known.clear();
    this.#known.set(key, prizes);
    return prizes;
  }
}
