/** The contract between the generator's main thread and its worker threads. */

import type { GameColumns } from '../core/game-columns.js';
import type { ChunkOrder, ChunkReport, Program } from '../core/program.js';
import type { Survey } from '../core/survey.js';
import type { ChunkTiming } from './observe-chunk.js';

/** What a worker thread is started with. */
export interface WorkerData {
  core: WebAssembly.Module;
}

interface Task {
  /** Same key, same program: a thread that already runs it skips the preparation. */
  programKey: string;
  program: Program;
  /** One shared 32-bit flag; not 0: stop at the end of the slice. */
  cancelFlag: SharedArrayBuffer;
}

/** Generate the games of an order. */
export interface ChunkTask extends Task {
  kind: 'chunk';
  order: ChunkOrder;
  windowGames: Uint8Array;
}

/** Judge the candidates from an index on without keeping games. */
export interface SurveyTask extends Task {
  kind: 'survey';
  firstIndex: bigint;
  candidates: number;
}

/** Say that the thread is there. */
export interface AnswerTask {
  kind: 'answer';
}

/** Whole columns of one order, transferred, and its report. A failure travels as data: thrown errors lose their fields. */
export type TaskResult =
  | (GameColumns & { type: 'done'; report: ChunkReport; checksum: number; timing: ChunkTiming })
  | { type: 'surveyed'; survey: Survey }
  | { type: 'answered' }
  | { type: 'cancelled' }
  | { type: 'refused'; message: string };
