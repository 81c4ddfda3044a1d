/** Most that are kept: games of columns that a caller made for it can have thousands of kinds. */
const MOST_KNOWN = 10_000;

/** What games win, by what they have in common with a draw: worked out once for all draws of a check. */
export class KnownPrizes {
  readonly #known = new Map<number, bigint[]>();

  /** By tier. @param key the same of all games that win the same. */
  of(key: number, work: () => bigint[]): bigint[] {
    const known = this.#known.get(key);
    if (known) return known;
    const prizes = work();
    if (this.#known.size === MOST_KNOWN) this.#known.clear();
    this.#known.set(key, prizes);
    return prizes;
  }
}
