import type { FileFormat } from '../../shared/games/file-format.js';
import type { GameOrder } from '../../shared/games/game-order.js';
import type { Locale } from '../../shared/games/locale.js';
import type { Summary } from '../../shared/games/summary.js';
import type { WorkbookLayout } from '../../shared/games/workbook-layout.js';
import type { Draw } from '../draws/draw.js';
import type { GenerationMode } from '../generation/choose-runner.js';
import type { ResolvedSpec } from '../spec/resolve-spec.js';

export type JobState = 'QUEUED' | 'RUNNING' | 'WRITING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

export interface WorkbookOptions {
  locale: Locale;
  order: GameOrder;
  format: FileFormat;
  layout: WorkbookLayout;
  sheetGames: number;
  /** Number of the imported draw that is filled in on the check sheet; undefined: none. */
  checkDraw: number | undefined;
  /** Undefined: the excel-writer's default for the quantity. */
  sortChunkSize: number | undefined;
  writeBufferSize: number | undefined;
}

/** What a job was asked to do, resolved. */
export interface JobRequest extends ResolvedSpec {
  workbook: WorkbookOptions;
  /** What workbook.checkDraw names. */
  drawn: Draw | undefined;
  mode: GenerationMode;
  allowPartial: boolean;
  notices: string[];
}

export interface JobProgress {
  gamesGenerated: number;
  rowsWritten: number;
  bytesWritten: number;
}

export interface JobFailure {
  /** UPPER_SNAKE_CASE, for programs. */
  reason: string;
  message: string;
}

/** A finished file. */
export interface WorkbookInfo {
  fileName: string;
  sizeBytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
  games: number;
  /** Which of the job's files it is, from 1, and how many were planned. */
  part: number;
  parts: number;
  /** Number of its first game, from 1. */
  firstGame: number;
}

export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  state: JobState;
  progress: JobProgress;
  /** Where its chunks run; undefined until known. */
  executor: string | undefined;
  notices: string[];
  createTime: Date;
  startTime: Date | undefined;
  endTime: Date | undefined;
  failure: JobFailure | undefined;
  summary: Summary | undefined;
  /** In order; those of a job at work can be downloaded, too. */
  workbooks: WorkbookInfo[];
}

export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state === 'COMPLETED' || state === 'FAILED' || state === 'CANCELLED';
}
