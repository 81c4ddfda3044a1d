import { type GameColumns, sliceGames } from '../../core/game-columns.js';

/** Splits one stream of games among consecutive sheets. */
export class GameSplitter {
  readonly #games: AsyncIterator<GameColumns>;
  readonly #bytes: number;
  #rest: GameColumns | undefined;
  #isWaiting = false;

  /** `bytes` is the size of a packed game. */
  constructor(games: AsyncIterable<GameColumns>, bytes: number) {
    this.#games = games[Symbol.asyncIterator]();
    this.#bytes = bytes;
  }

  /** Yields the next games, at most `maxGames`; fewer when the stream ends. */
  async *take(maxGames: number): AsyncGenerator<GameColumns> {
    for (let missing = maxGames; missing > 0 && (await this.hasMore()); ) {
      const games = this.#rest as GameColumns;
      const count = Math.min(missing, games.count);
      this.#rest = count < games.count ? sliceGames(games, this.#bytes, count, games.count) : undefined;
      missing -= count;
      yield count < games.count ? sliceGames(games, this.#bytes, 0, count) : games;
    }
  }

  /** Waits for the next game; false at the end of the stream. */
  async hasMore(): Promise<boolean> {
    while (!this.#rest) {
      this.#isWaiting = true;
      const { value, done } = await this.#games.next();
      this.#isWaiting = false;
      if (done) return false;
      if (value.count > 0) this.#rest = value;
    }
    return true;
  }

  /**
   * Ends the source of the stream. An async generator handles `return` only after its pending `next`, which may take long, so a close
   * during `hasMore` does not wait for it.
   */
  async close(): Promise<void> {
    const closed = this.#games.return?.();
    if (this.#isWaiting) closed?.catch(() => {});
    else await closed;
  }
}
