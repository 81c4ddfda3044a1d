import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../../core/batch.js';
import { Core } from '../../core/core.js';
import { loadCoreModule } from '../../core/core-module.js';
import { type ChunkOrder, chunksAreChained, type Program } from '../../core/program.js';
import { walkChunk } from '../../core/walk-chunk.js';
import { WindowTail } from '../../core/window-tail.js';
import { throwIfAborted } from '../../shared/errors.js';
import type { ChunkResult, ChunkRunner } from './chunk-runner.js';

/** Maximum number of idle cores; one core takes 3 MB. */
const MAX_IDLE_CORES = 3;
const NO_WINDOW = new Uint8Array(0);

/** A core and the program it is configured for. */
interface ReadyCore {
  core: Core;
  program: Program;
}

/**
 * Runs chunks on the main thread of this process, one after the other. Yields to the event loop after every slice of candidates (a few
 * milliseconds).
 */
export class InProcessRunner implements ChunkRunner {
  readonly name = 'in-process';
  readonly #idle: ReadyCore[] = [];

  async *run(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncGenerator<ChunkResult> {
    const chained = chunksAreChained(program);
    const tail = new WindowTail(program, windowGames);
    for (const order of orders) {
      const result = await this.#runOrder(program, order, chained ? tail.games : NO_WINDOW, signal);
      if (chained) for (const batch of result.batches) tail.push(batch);
      yield result;
    }
  }

  /** Runs one order. The core is released before the games are sent, so that few cores serve many callers. */
  async #runOrder(program: Program, order: ChunkOrder, windowGames: Uint8Array, signal: AbortSignal): Promise<ChunkResult> {
    const core = this.#take(program);
    try {
      const batches: Batch[] = [];
      const walk = walkChunk(core, program, order, windowGames);
      for (let games = 0; ; ) {
        throwIfAborted(signal);
        const { done, value } = walk.next();
        if (done) return { batches, report: value };
        if (value) {
          batches.push(value);
          games += value.count;
        }
        if (games < order.quantity) await setImmediate();
      }
    } finally {
      if (this.#idle.length < MAX_IDLE_CORES) this.#idle.push({ core, program });
    }
  }

  #take(program: Program): Core {
    const ready = this.#idle.findIndex((idle) => idle.program === program);
    if (ready >= 0) return this.#idle.splice(ready, 1)[0].core;
    const core = this.#idle.pop()?.core ?? new Core(loadCoreModule());
    core.configure(program);
    return core;
  }
}
