import { type ChunkOrder, chunksAreChained, type Program } from '../../core/program.js';
import { WindowTail } from '../../core/window-tail.js';
import type { ChunkResult } from './chunk-runner.js';

/** Orders that are answered one after the other, and the games the next one must know of. */
export class OpenOrders {
  readonly #chained: boolean;
  readonly #tail: WindowTail;
  #open: ChunkOrder[];

  constructor(program: Program, orders: ChunkOrder[], windowGames: Uint8Array) {
    this.#chained = chunksAreChained(program);
    this.#tail = new WindowTail(program, windowGames);
    this.#open = orders;
  }

  /** Not answered yet. */
  get orders(): ChunkOrder[] {
    return this.#open;
  }

  /** The games before the first open order, when chunks are chained. */
  get windowGames(): Uint8Array {
    return this.#tail.games;
  }

  /** The first open order is answered. */
  settle({ batches }: ChunkResult): void {
    this.#open = this.#open.slice(1);
    if (this.#chained) for (const batch of batches) this.#tail.push(batch);
  }
}
