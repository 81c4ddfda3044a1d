/** The contract between the generator's main thread and its worker threads. */

import type { GameColumns } from '../core/game-columns.js';
import type { ChunkOrder, ChunkReport, Program } from '../core/program.js';
import type { Survey } from '../core/survey.js';
import type { ChunkTiming } from './observe-chunk.js';

/** The `workerData` of a worker thread. */
export interface WorkerData {
  core: WebAssembly.Module;
}

interface Task {
  /** A thread that is already configured with the program of this key does not configure the core again. */
  programKey: string;
  program: Program;
  /** One shared 32-bit flag. If the flag is not 0, the thread stops at the end of the slice. */
  cancelFlag: SharedArrayBuffer;
}

/** Generates the games of an order. */
export interface ChunkTask extends Task {
  kind: 'chunk';
  order: ChunkOrder;
  windowGames: Uint8Array;
}

/** Judges candidates from `firstIndex` on and keeps no games. */
export interface SurveyTask extends Task {
  kind: 'survey';
  firstIndex: bigint;
  candidates: number;
}

/** Confirms that the thread runs and has a core. */
export interface AnswerTask {
  kind: 'answer';
}

/**
 * The result of a task. A finished chunk has the columns of the whole order, which are transferred. A failure travels as data,
 * because an error thrown in a task loses its fields.
 */
export type TaskResult =
  | (GameColumns & { type: 'done'; report: ChunkReport; checksum: number; timing: ChunkTiming })
  | { type: 'surveyed'; survey: Survey }
  | { type: 'answered' }
  | { type: 'cancelled' }
  | { type: 'refused'; message: string };
