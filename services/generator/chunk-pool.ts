import { randomUUID } from 'node:crypto';
import { Piscina } from 'piscina';
import { loadCoreModule } from '../shared/core/core-module.js';
import { type ChunkOrder, type ChunkReport, chunksAreChained, type Program } from '../shared/core/program.js';
import { WindowTail } from '../shared/core/window-tail.js';
import { cancelled, DezenasError, throwIfAborted } from '../shared/errors.js';
import type { Logger } from '../shared/logging.js';
import type { ChunkTask, ChunkTaskResult, WorkerData } from './chunk-task.js';

/** All games of one order, and its report. */
export interface ChunkColumns {
  numbers: Uint8Array;
  scores: Uint8Array;
  levels: Uint8Array;
  report: ChunkReport;
}

/** Runs chunks on worker threads, each with an instance of the core. */
export class ChunkPool {
  readonly #pool: Piscina<ChunkTask, ChunkTaskResult>;
  readonly #logger: Logger;
  #retries = 0;

  constructor(threads: number, logger: Logger) {
    const workerData: WorkerData = { core: loadCoreModule() };
    this.#logger = logger;
    this.#pool = new Piscina({
      filename: new URL('./chunk-worker.js', import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      workerData,
    });
    // A thread that dies between tasks: the pool starts another.
    this.#pool.on('error', (error) => logger.warn({ err: error }, 'a worker thread died'));
  }

  get threads(): number {
    return this.#pool.options.maxThreads;
  }

  /** Chunks that were run again after a trap or a dead thread. */
  get retries(): number {
    return this.#retries;
  }

  /** Chunks run since the start. */
  get completed(): number {
    return this.#pool.completed;
  }

  /** The worker threads, for those who watch or test them. */
  get workers() {
    return this.#pool.threads;
  }

  /**
   * Runs orders and yields their games in the same order. At most threads + 1 chunks are under way or waiting to be
   * taken; one when each needs the window of the one before. Stops within a slice of candidates when the signal fires or the reader stops.
   * @throws DezenasError INVALID_ARGUMENT for a program the core refuses, INTERNAL when a chunk fails twice.
   */
  async *run(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncGenerator<ChunkColumns> {
    const chained = chunksAreChained(program);
    const tail = new WindowTail(program.window, program.picks, windowGames);
    const cancelFlag = new SharedArrayBuffer(4);
    const base = { programKey: randomUUID(), program, cancelFlag };
    const cancel = () => Atomics.store(new Int32Array(cancelFlag), 0, 1);
    const underWay: Promise<ChunkColumns>[] = [];
    const bound = chained ? 1 : this.threads + 1;
    signal.addEventListener('abort', cancel);
    try {
      for (let next = 0; next < orders.length || underWay.length > 0; ) {
        throwIfAborted(signal);
        while (next < orders.length && underWay.length < bound) {
          const result = this.#runChunk({
            ...base,
            order: orders[next++],
            windowGames: chained ? tail.games : new Uint8Array(0),
          });
          // Awaited below, in order; until then a failure must not count as unhandled.
          result.catch(() => {});
          underWay.push(result);
        }
        const columns = await (underWay.shift() as Promise<ChunkColumns>);
        if (chained) tail.push(columns);
        yield columns;
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
      await Promise.allSettled(underWay);
    }
  }

  /** Waits for no one: chunks under way fail. */
  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }

  async #runChunk(task: ChunkTask): Promise<ChunkColumns> {
    let result: ChunkTaskResult;
    try {
      result = await this.#pool.run(task);
    } catch (error) {
      // A trap or a dead thread costs one retry: a chunk is a pure function of its order.
      this.#retries++;
      this.#logger.warn({ err: error, chunk: task.order.chunk }, 'chunk failed, retrying');
      result = await this.#pool.run(task).catch((cause) => {
        throw new DezenasError('INTERNAL', `chunk ${task.order.chunk} failed twice`, { reason: 'CHUNK_FAILED', cause });
      });
    }
    if (result.type === 'cancelled') throw cancelled();
    if (result.type === 'refused') throw new DezenasError('INVALID_ARGUMENT', result.message);
    return trim(result, task.program.picks);
  }
}

/** Columns are made for the games wanted; fewer may have been found. */
function trim({ numbers, scores, levels, report }: ChunkColumns, picks: number): ChunkColumns {
  return {
    numbers: numbers.subarray(0, report.games * picks),
    scores: scores.subarray(0, report.games * 2),
    levels: levels.subarray(0, report.games),
    report,
  };
}
