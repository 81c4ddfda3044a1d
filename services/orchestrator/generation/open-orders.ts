import { type ChunkOrder, chunksAreChained, type Program } from '../../core/program.js';
import { WindowTail } from '../../core/window-tail.js';
import type { ChunkResult } from './chunk-runner.js';

/** The unanswered orders of a call, which are answered in order, and the games that a chained next order needs. */
export class OpenOrders {
  readonly #chained: boolean;
  readonly #tail: WindowTail;
  #open: ChunkOrder[];

  constructor(program: Program, orders: ChunkOrder[], windowGames: Uint8Array) {
    this.#chained = chunksAreChained(program);
    this.#tail = new WindowTail(program, windowGames);
    this.#open = orders;
  }

  /** The unanswered orders. */
  get orders(): ChunkOrder[] {
    return this.#open;
  }

  /** The games before the first open order, when chunks are chained. */
  get windowGames(): Uint8Array {
    return this.#tail.games;
  }

  /** Removes the first open order, which was answered. */
  settle({ batches }: ChunkResult): void {
    this.#open = this.#open.slice(1);
    if (this.#chained) for (const batch of batches) this.#tail.push(batch);
  }
}
