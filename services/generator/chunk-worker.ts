/** Runs in each worker thread of the pool: one instance of the core, one task at a time. */

import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { Core } from '../shared/core/core.js';
import { gameBytes } from '../shared/core/program.js';
import { walkChunk } from '../shared/core/walk-chunk.js';
import { DezenasError } from '../shared/errors.js';
import type { ChunkTask, ChunkTaskResult, WorkerData } from './chunk-task.js';

const core = new Core((workerData as WorkerData).core);
let configuredKey: string | undefined;

export default function runChunkTask(task: ChunkTask): ChunkTaskResult {
  const { program, order } = task;
  const cancelled = new Int32Array(task.cancelFlag);
  try {
    if (configuredKey !== task.programKey) {
      configuredKey = undefined;
      core.configure(program);
      configuredKey = task.programKey;
    }
    const numbers = new Uint8Array(order.quantity * gameBytes(program));
    const scores = new Uint8Array(order.quantity * 2);
    const levels = new Uint8Array(order.quantity);
    const walk = walkChunk(core, program, order, task.windowGames);
    for (;;) {
      if (Atomics.load(cancelled, 0) !== 0) return { type: 'cancelled' };
      const step = walk.next();
      if (step.done) {
        const result: ChunkTaskResult = { type: 'done', numbers, scores, levels, report: step.value };
        return transfer(result, [numbers, scores, levels]);
      }
      if (!step.value) continue;
      numbers.set(step.value.numbers, step.value.offset * gameBytes(program));
      scores.set(step.value.scores, step.value.offset * 2);
      levels.set(step.value.levels, step.value.offset);
    }
  } catch (error) {
    // A bad program is the caller's; anything else (a trap) costs this thread its instance.
    if (error instanceof DezenasError) return { type: 'refused', message: error.message };
    configuredKey = undefined;
    throw error;
  }
}

/** Hands the columns over instead of copying them. */
function transfer(result: ChunkTaskResult, columns: Uint8Array[]): ChunkTaskResult {
  return move({
    [transferableSymbol]: columns.map((column) => column.buffer),
    [valueSymbol]: result,
  }) as unknown as ChunkTaskResult;
}
