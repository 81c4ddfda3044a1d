import type { Batch } from '../../core/batch.js';
import type { ChunkOrder, ChunkReport, Program } from '../../core/program.js';

/** The games of one order in batches, and the report of the chunk. */
export interface ChunkResult {
  batches: Batch[];
  report: ChunkReport;
}

/** Runs chunks. Every runner returns the same results for the same program and orders. */
export interface ChunkRunner {
  /** The executor that a job reports. */
  readonly name: 'generators' | 'in-process';
  /**
   * Runs orders and yields their results in the same order. Stops when the signal fires or the reader stops.
   * @param windowGames the games before the first order, if chunks are chained.
   */
  run(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncIterable<ChunkResult>;
}
