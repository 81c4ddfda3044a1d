import { type GameColumns, gameBytes } from './game-columns.js';
import type { Program } from './program.js';

/** Collects the last `window` games of consecutive batches. The next chunk's window starts with them. */
export class WindowTail {
  /** Packed, oldest first. */
  games: Uint8Array;
  readonly #bytes: number;

  constructor(program: Pick<Program, 'window' | 'picks' | 'extraPicks'>, games: Uint8Array = new Uint8Array(0)) {
    this.#bytes = program.window * gameBytes(program);
    this.games = games.slice(Math.max(0, games.length - this.#bytes));
  }

  push({ numbers }: Pick<GameColumns, 'numbers'>): void {
    const kept = Math.max(0, Math.min(this.games.length, this.#bytes - numbers.length));
    const added = Math.min(numbers.length, this.#bytes);
    const games = new Uint8Array(kept + added);
    games.set(this.games.subarray(this.games.length - kept));
    games.set(numbers.subarray(numbers.length - added), kept);
    this.games = games;
  }
}
