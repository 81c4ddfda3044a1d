import { loadCoreModule } from '../core/core-module.js';
import type { GameColumns } from '../core/game-columns.js';
import { type ChunkOrder, type ChunkReport, chunksAreChained, type Program } from '../core/program.js';
import { programKey } from '../core/program-key.js';
import { WindowTail } from '../core/window-tail.js';
import { cancelled, DezenasError, throwIfAborted } from '../shared/errors.js';
import type { Logger } from '../shared/observability/logging.js';
import { ThreadPool } from '../shared/threads/thread-pool.js';
import type { AnswerTask, ChunkTask, SurveyTask, TaskResult, WorkerData } from './chunk-task.js';
import { observeChunk } from './observe-chunk.js';

/** All games of one order, with its report and the checksum of both. */
export interface ChunkColumns extends GameColumns {
  report: ChunkReport;
  checksum: number;
}

/** The pool of worker threads. Each thread has its own instance of the core. */
export type ChunkThreads = ThreadPool<ChunkTask | SurveyTask | AnswerTask, TaskResult>;

export function startChunkThreads(threads: number, logger: Logger): ChunkThreads {
  const workerData: WorkerData = { core: loadCoreModule() };
  return new ThreadPool({ url: new URL('./chunk-worker.js', import.meta.url), threads, workerData, taskName: 'chunk', logger });
}

/**
 * Runs orders and yields their games in the same order. At most threads + 1 chunks are running or waiting for the reader, or one
 * chunk if each needs the window of the previous chunk. Stops within a slice of candidates when the signal fires or the reader stops.
 * @throws DezenasError CANCELLED, INVALID_ARGUMENT for a program that the core refuses, INTERNAL when a chunk fails three times.
 */
export async function* runChunks(
  threads: ChunkThreads,
  program: Program,
  orders: ChunkOrder[],
  windowGames: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<ChunkColumns> {
  const chained = chunksAreChained(program);
  const tail = new WindowTail(program, windowGames);
  const cancelFlag = new SharedArrayBuffer(4);
  const base = { kind: 'chunk' as const, programKey: programKey(program), program, cancelFlag };
  const cancel = () => Atomics.store(new Int32Array(cancelFlag), 0, 1);
  const pending: Promise<ChunkColumns>[] = [];
  const maxPending = chained ? 1 : threads.size + 1;
  signal.addEventListener('abort', cancel);
  try {
    for (let next = 0; next < orders.length || pending.length > 0; ) {
      throwIfAborted(signal);
      while (next < orders.length && pending.length < maxPending) {
        const result = runChunk(threads, {
          ...base,
          order: orders[next++],
          windowGames: chained ? tail.games : new Uint8Array(0),
        });
        // Results are awaited in order. A failure before that must not count as an unhandled rejection.
        result.catch(() => {});
        pending.push(result);
      }
      const columns = await (pending.shift() as Promise<ChunkColumns>);
      if (chained) tail.push(columns);
      yield columns;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
    await Promise.allSettled(pending);
  }
}

async function runChunk(threads: ChunkThreads, task: ChunkTask): Promise<ChunkColumns> {
  const result = await runTask(threads, task);
  if (result.type !== 'done') throw new Error(`a chunk task has the result of another task: ${result.type}`);
  observeChunk(task.order, result.report, result.timing);
  return result;
}

/** Runs a task on a worker thread. @throws DezenasError CANCELLED, or INVALID_ARGUMENT for a program that the core refuses. */
export async function runTask(threads: ChunkThreads, task: ChunkTask | SurveyTask): Promise<TaskResult> {
  const result = await threads.run(task);
  if (result.type === 'cancelled') throw cancelled();
  if (result.type === 'refused') throw new DezenasError('INVALID_ARGUMENT', result.message);
  return result;
}
