/** The contract between the generator's main thread and its worker threads. */

import type { ChunkOrder, ChunkReport, Program } from '../shared/core/program.js';

/** What a worker thread is started with. */
export interface WorkerData {
  core: WebAssembly.Module;
}

export interface ChunkTask {
  /** Same key, same program: a thread that already runs it skips the preparation. */
  programKey: string;
  program: Program;
  order: ChunkOrder;
  windowGames: Uint8Array;
  /** One shared 32-bit flag; not 0: stop at the end of the slice. */
  cancelFlag: SharedArrayBuffer;
}

/** Whole columns of one order, transferred, and its report. A failure travels as data: thrown errors lose their fields. */
export type ChunkTaskResult =
  | { type: 'done'; numbers: Uint8Array; scores: Uint8Array; levels: Uint8Array; report: ChunkReport }
  | { type: 'cancelled' }
  | { type: 'refused'; message: string };
