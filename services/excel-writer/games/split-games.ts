import { type GameColumns, sliceGames } from '../../core/game-columns.js';

/** One stream of games, taken in stretches: for one sheet after the other. */
export class GameSplitter {
  readonly #games: AsyncIterator<GameColumns>;
  readonly #bytes: number;
  #rest: GameColumns | undefined;
  #waits = false;

  /** `bytes`: of a packed game. */
  constructor(games: AsyncIterable<GameColumns>, bytes: number) {
    this.#games = games[Symbol.asyncIterator]();
    this.#bytes = bytes;
  }

  /** The next games, at most `most`; fewer when the stream ends. */
  async *take(most: number): AsyncGenerator<GameColumns> {
    for (let missing = most; missing > 0 && (await this.hasMore()); ) {
      const games = this.#rest as GameColumns;
      const count = Math.min(missing, games.count);
      this.#rest = count < games.count ? sliceGames(games, this.#bytes, count, games.count) : undefined;
      missing -= count;
      yield count < games.count ? sliceGames(games, this.#bytes, 0, count) : games;
    }
  }

  /** Waits for the next game or the end of the stream. */
  async hasMore(): Promise<boolean> {
    while (!this.#rest) {
      this.#waits = true;
      const { value, done } = await this.#games.next();
      this.#waits = false;
      if (done) return false;
      if (value.count > 0) this.#rest = value;
    }
    return true;
  }

  /** Tells the stream's source that no more is wanted. While games are waited for it hears of it when they come, which may take long. */
  async close(): Promise<void> {
    const heard = this.#games.return?.();
    if (this.#waits) heard?.catch(() => {});
    else await heard;
  }
}
