import type { Batch } from '../../core/batch.js';
import type { ChunkOrder, ChunkReport, Program } from '../../core/program.js';

/** All games of one order in batches, and its report. */
export interface ChunkResult {
  batches: Batch[];
  report: ChunkReport;
}

/** Where chunks run. Every runner gives the same results for the same program and orders. */
export interface ChunkRunner {
  /** What a job reports as its executor. */
  readonly name: 'generators' | 'in-process';
  /**
   * Runs orders and yields their results in the same order. `windowGames` are the games before the first order when
   * chunks are chained. Stops when the signal fires or the reader stops.
   */
  run(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncIterable<ChunkResult>;
}
