import { loadCoreModule } from '../core/core-module.js';
import type { GameColumns } from '../core/game-columns.js';
import { type ChunkOrder, type ChunkReport, chunksAreChained, type Program } from '../core/program.js';
import { programKey } from '../core/program-key.js';
import { WindowTail } from '../core/window-tail.js';
import { mapInOrder } from '../shared/async/map-in-order.js';
import { cancelledError, DezenasError } from '../shared/errors.js';
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
  const base = { kind: 'chunk' as const, programKey: programKey(program), program };
  const concurrency = chained ? 1 : threads.size + 1;
  const work = (order: ChunkOrder, stopped: AbortSignal) =>
    runChunk(threads, { ...base, order, windowGames: chained ? tail.games : new Uint8Array(0) }, stopped);
  for await (const columns of mapInOrder(orders, { concurrency, signal }, work)) {
    if (chained) tail.push(columns);
    yield columns;
  }
}

async function runChunk(threads: ChunkThreads, task: Uncancelled<ChunkTask>, signal: AbortSignal): Promise<ChunkColumns> {
  const result = await runTask(threads, task, signal);
  if (result.type !== 'done') throw new Error(`a chunk task has the result of another task: ${result.type}`);
  observeChunk(task.order, result.report, result.timing);
  return result;
}

/** A task without its cancel flag. */
type Uncancelled<T extends ChunkTask | SurveyTask> = Omit<T, 'cancelFlag'>;

/**
 * Runs a task in a worker thread. The thread stops within a slice of candidates when the signal fires.
 * @throws DezenasError CANCELLED, or INVALID_ARGUMENT for a program that the core refuses.
 */
export async function runTask(
  threads: ChunkThreads,
  task: Uncancelled<ChunkTask> | Uncancelled<SurveyTask>,
  signal: AbortSignal,
): Promise<TaskResult> {
  const cancelFlag = new SharedArrayBuffer(4);
  const cancel = () => Atomics.store(new Int32Array(cancelFlag), 0, 1);
  signal.addEventListener('abort', cancel);
  const result = await threads.run({ ...task, cancelFlag }).finally(() => signal.removeEventListener('abort', cancel));
  if (result.type === 'cancelled') throw cancelledError();
  if (result.type === 'refused') throw new DezenasError('INVALID_ARGUMENT', result.message);
  return result;
}
