import { setImmediate } from 'node:timers/promises';
import { Core } from '../../shared/core/core.js';
import { loadCoreModule } from '../../shared/core/core-module.js';
import { type ChunkOrder, chunksAreChained, type Program } from '../../shared/core/program.js';
import { walkChunk } from '../../shared/core/walk-chunk.js';
import { WindowTail } from '../../shared/core/window-tail.js';
import { throwIfAborted } from '../../shared/errors.js';
import type { Batch } from '../../shared/games/batch.js';
import type { ChunkResult, ChunkRunner } from './chunk-runner.js';

/** Instances kept for the next run; one takes 3 MB. */
const MAX_IDLE_CORES = 3;

/**
 * The same core in this process, one chunk after the other. Gives the event loop a turn after every slice of
 * candidates (a few milliseconds).
 */
export class InProcessRunner implements ChunkRunner {
  readonly name = 'in-process';
  readonly #idle: Core[] = [];

  async *run(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncGenerator<ChunkResult> {
    const core = this.#idle.pop() ?? new Core(loadCoreModule());
    try {
      core.configure(program);
      const chained = chunksAreChained(program);
      const tail = new WindowTail(program, windowGames);
      for (const order of orders) {
        const batches: Batch[] = [];
        const walk = walkChunk(core, program, order, chained ? tail.games : new Uint8Array(0));
        for (;;) {
          throwIfAborted(signal);
          const step = walk.next();
          if (step.done) {
            yield { batches, report: step.value };
            break;
          }
          if (step.value) {
            batches.push(step.value);
            if (chained) tail.push(step.value);
          }
          await setImmediate();
        }
      }
    } finally {
      if (this.#idle.length < MAX_IDLE_CORES) this.#idle.push(core);
    }
  }
}
