import { type ChunkOrder, chunksAreChained, type Program } from '../../core/program.js';
import { WindowTail } from '../../core/window-tail.js';
import type { ChunkResult } from './chunk-runner.js';

/**
 * Tracks the open chunk orders of one generator call: the orders that have no answer yet. Answers arrive in the sequence of the orders. When
 * chunks are chained, this class also keeps the last games answered, which the next chunk needs as its window.
 */
export class OpenOrders {
  readonly #chained: boolean;
  readonly #tail: WindowTail;
  #open: ChunkOrder[];

  constructor(program: Program, orders: ChunkOrder[], windowGames: Uint8Array) {
    this.#chained = chunksAreChained(program);
    this.#tail = new WindowTail(program, windowGames);
    this.#open = orders;
  }

  /** The open orders. */
  get orders(): ChunkOrder[] {
    return this.#open;
  }

  /** The window for the first open order: the last games generated before it. Empty when chunks are not chained. */
  get windowGames(): Uint8Array {
    return this.#tail.games;
  }

  /** Records the answer to the first open order: removes the order and, when chunks are chained, adds its games to the window. */
  settle({ batches }: ChunkResult): void {
    this.#open = this.#open.slice(1);
    if (this.#chained) for (const batch of batches) this.#tail.push(batch);
  }
}
