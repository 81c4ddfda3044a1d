import type { Spec } from '../../../domain/game-spec/spec.js';
import type { Summary } from '../../../domain/game-spec/summary.js';
import type { FileFormat } from '../../../domain/workbook/file-format.js';
import type { GameOrder } from '../../../domain/workbook/game-order.js';
import type { WorkbookLayout } from '../../../domain/workbook/workbook-layout.js';
import type { Locale } from '../../../shared/locale.js';
import type { TraceHeaders } from '../../../shared/observability/tracing.js';
import type { Draw } from '../../draws/history/draw.js';
import type { GenerationMode } from '../../generation/choose-runner.js';

export const JOB_STATES = ['QUEUED', 'RUNNING', 'WRITING', 'COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'] as const;

export type JobState = (typeof JOB_STATES)[number];

/** The final state of a job's work. */
export type JobEnd = 'COMPLETED' | 'FAILED' | 'CANCELLED';

export interface WorkbookOptions {
  locale: Locale;
  order: GameOrder;
  /** NONE: the games are generated and digested, but no file is written. */
  format: FileFormat | 'NONE';
  layout: WorkbookLayout;
  sheetGames: number;
  /** Number of the imported draw that is filled in on the check sheet. Undefined: no draw. */
  checkDraw: number | undefined;
  /** Games per sort chunk and per write buffer. Undefined: the excel-writer's default for the quantity. */
  sortChunkSize: number | undefined;
  writeBufferSize: number | undefined;
}

/** The resolved request of a job. The spec pins the versions of the history and of the popularity model. */
export interface JobRequest {
  spec: Spec;
  workbook: WorkbookOptions;
  /** The draw that `workbook.checkDraw` names. */
  drawn: Draw | undefined;
  mode: GenerationMode;
  allowPartial: boolean;
  notices: string[];
  /** 0 to 100. Queued jobs of a higher priority run first. */
  priority: number;
  /** The trace of the call that created the job. */
  trace: TraceHeaders;
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
  /** Index of the file among the files of the job, from 1, and the planned number of files. */
  part: number;
  parts: number;
  /** Number of the first game in the file, from 1. */
  firstGame: number;
}

export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  /** The caller's request id and a digest of the request. Both are empty without a request id. */
  readonly requestId: string;
  readonly fingerprint: string;
  readonly createTime: Date;
  state: JobState;
  /** Number of attempts. */
  attempts: number;
  /** Number of attempts before the last retry by a caller. */
  earlierAttempts: number;
  /** A caller has cancelled the job, but its work has not stopped yet. */
  cancelRequested: boolean;
  progress: JobProgress;
  /** Where the chunks run. Undefined until known. */
  executor: string | undefined;
  notices: string[];
  /** Start of the last attempt. */
  startTime: Date | undefined;
  endTime: Date | undefined;
  /** Time at which the files of an ended job are removed. */
  expireTime: Date | undefined;
  /** Time from which the sweep removes the files, or the record of an expired job. */
  dueTime: Date | undefined;
  failure: JobFailure | undefined;
  summary: Summary | undefined;
  /** Finished files, in order. They can be downloaded while the job is still running. */
  workbooks: WorkbookInfo[];
}

export function newJob(id: string, request: JobRequest, requestId = '', fingerprint = ''): Job {
  return {
    id,
    request,
    requestId,
    fingerprint,
    createTime: new Date(),
    attempts: 0,
    earlierAttempts: 0,
    ...queuedFields(request),
  };
}

/** Returns the fields of a job that waits for its next attempt. */
export function queuedFields({
  notices,
}: JobRequest): Omit<Job, 'id' | 'request' | 'requestId' | 'fingerprint' | 'createTime' | 'attempts' | 'earlierAttempts'> {
  return {
    state: 'QUEUED',
    cancelRequested: false,
    progress: { gamesGenerated: 0, rowsWritten: 0, bytesWritten: 0 },
    executor: undefined,
    notices: [...notices],
    startTime: undefined,
    endTime: undefined,
    expireTime: undefined,
    dueTime: undefined,
    failure: undefined,
    summary: undefined,
    workbooks: [],
  };
}

/** Sets the final state of a job. Its files expire after `ttlMs`. */
export function endJob(job: Job, state: JobEnd, ttlMs: number, failure?: JobFailure): void {
  const endTime = new Date();
  const expireTime = new Date(endTime.getTime() + ttlMs);
  Object.assign(job, { state, failure, endTime, expireTime, dueTime: expireTime });
  if (state !== 'COMPLETED') job.workbooks = [];
}

export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state === 'COMPLETED' || state === 'FAILED' || state === 'CANCELLED' || state === 'EXPIRED';
}

/**
 * Returns the id of an attempt's files at the excel-writer: the job's id with the attempt in the last 4 digits. An attempt that continues after
 * a takeover can therefore remove only its own files.
 */
export function workbookIdOf({ id, attempts }: Pick<Job, 'id' | 'attempts'>): string {
  return `${id.slice(0, -4)}${(attempts & 0xffff).toString(16).padStart(4, '0')}`;
}
