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

/** How the work of a job ends. */
export type JobEnd = 'COMPLETED' | 'FAILED' | 'CANCELLED';

export interface WorkbookOptions {
  locale: Locale;
  order: GameOrder;
  /** NONE: the games are generated and digested, and no file is written. */
  format: FileFormat | 'NONE';
  layout: WorkbookLayout;
  sheetGames: number;
  /** Number of the imported draw that is filled in on the check sheet; undefined: none. */
  checkDraw: number | undefined;
  /** Undefined: the excel-writer's default for the quantity. */
  sortChunkSize: number | undefined;
  writeBufferSize: number | undefined;
}

/** What a job was asked to do, resolved: it pins the versions of the history and of the model it uses. */
export interface JobRequest {
  spec: Spec;
  workbook: WorkbookOptions;
  /** What workbook.checkDraw names. */
  drawn: Draw | undefined;
  mode: GenerationMode;
  allowPartial: boolean;
  notices: string[];
  /** 0 to 100; higher ones run before others that wait. */
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
  /** Which of the job's files it is, from 1, and how many were planned. */
  part: number;
  parts: number;
  /** Number of its first game, from 1. */
  firstGame: number;
}

export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  /** The caller's name for its request and a digest of that; both empty when it gave none. */
  readonly requestId: string;
  readonly fingerprint: string;
  readonly createTime: Date;
  state: JobState;
  /** Times it was started. */
  attempts: number;
  /** How many of them were before it was asked for again. */
  earlierAttempts: number;
  /** Someone wants it to end. */
  cancelRequested: boolean;
  progress: JobProgress;
  /** Where its chunks run; undefined until known. */
  executor: string | undefined;
  notices: string[];
  /** Of the last attempt. */
  startTime: Date | undefined;
  endTime: Date | undefined;
  /** When the files of an ended job are removed. */
  expireTime: Date | undefined;
  /** When something is due: the removal of its files, or of what is known of an expired job. */
  dueTime: Date | undefined;
  failure: JobFailure | undefined;
  summary: Summary | undefined;
  /** In order; those of a job at work can be downloaded, too. */
  workbooks: WorkbookInfo[];
}

export function newJob(id: string, request: JobRequest, requestId = '', fingerprint = ''): Job {
  return {
    ...{ id, request, requestId, fingerprint },
    createTime: new Date(),
    attempts: 0,
    earlierAttempts: 0,
    ...freshRun(request),
  };
}

/** What a job is before its next run. */
export function freshRun({
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

/** Sets how a job came to its end; its files live for `ttlMs` from now. */
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
 * Under which id the excel-writer keeps the files of an attempt: the job's own with the attempt in its last 4 digits, so that an attempt
 * whose orchestrator is believed dead can only ever remove its own files.
 */
export function workbookIdOf({ id, attempts }: Pick<Job, 'id' | 'attempts'>): string {
  return `${id.slice(0, -4)}${(attempts & 0xffff).toString(16).padStart(4, '0')}`;
}
