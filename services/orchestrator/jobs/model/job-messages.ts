/** Converts jobs to proto messages, and workbook options in both directions. */

import { toGameSpec } from '../../../domain/game-spec/spec-messages.js';
import { toGenerationSummary } from '../../../domain/game-spec/summary.js';
import { FILE_FORMATS } from '../../../domain/workbook/file-format.js';
import { GAME_ORDERS } from '../../../domain/workbook/game-order.js';
import {
  MAX_BUFFER_GAMES,
  MAX_SHEET_GAMES,
  MIN_BUFFER_GAMES,
  MIN_SHEET_GAMES,
  WORKBOOK_LAYOUTS,
} from '../../../domain/workbook/workbook-layout.js';
import type { DrawResult } from '../../../shared/grpc/generated/dezenas/v1/DrawResult.js';
import type { Job as JobMessage } from '../../../shared/grpc/generated/dezenas/v1/Job.js';
import type { Workbook__Output } from '../../../shared/grpc/generated/dezenas/v1/Workbook.js';
import type {
  WorkbookOptions__Output,
  WorkbookOptions as WorkbookOptionsMessage,
} from '../../../shared/grpc/generated/dezenas/v1/WorkbookOptions.js';
import { toTimestamp } from '../../../shared/grpc/timestamp.js';
import { LOCALES } from '../../../shared/locale.js';
import type { Violations } from '../../../shared/violations.js';
import type { Draw } from '../../draws/history/draw.js';
import { generatedGames } from '../../game-spec/compile-program.js';
import { hasEnded, type Job, type WorkbookInfo, type WorkbookOptions } from './job.js';

const MAX_DRAW_NUMBER = 1_000_000;

export function toJobMessage(job: Job): JobMessage {
  return {
    id: job.id,
    state: `JOB_STATE_${job.state}`,
    spec: toGameSpec(job.request.spec),
    workbookOptions: toWorkbookOptions(job.request.workbook),
    progress: toProgress(job),
    createTime: toTimestamp(job.createTime),
    startTime: job.startTime && toTimestamp(job.startTime),
    endTime: job.endTime && toTimestamp(job.endTime),
    failure: job.failure,
    summary: job.summary && toGenerationSummary(job.summary),
    workbooks: job.workbooks,
    executor: job.executor ?? '',
    notices: job.notices,
    attempts: job.attempts,
    priority: job.request.priority,
    expireTime: job.expireTime && toTimestamp(job.expireTime),
    requestId: job.requestId,
  };
}

export function fromWorkbook({ sizeBytes, games, firstGame, ...workbook }: Workbook__Output): WorkbookInfo {
  return { ...workbook, sizeBytes: Number(sizeBytes), games: Number(games), firstGame: Number(firstGame) };
}

export function toDrawResult({ numbers, second, extras }: Draw): DrawResult {
  return { numbers, second, extras };
}

export function toWorkbookOptions(options: WorkbookOptions): WorkbookOptionsMessage {
  return {
    ...options,
    order: `GAME_ORDER_${options.order}`,
    format: `FILE_FORMAT_${options.format}`,
    layout: `WORKBOOK_LAYOUT_${options.layout}`,
  };
}

/** Fills in the defaults of the options. Wrong fields are added to `violations`. */
export function fromWorkbookOptions(message: WorkbookOptions__Output | null, violations: Violations): WorkbookOptions {
  const locale = LOCALES.find((candidate) => candidate === (message?.locale || 'pt-BR'));
  if (!locale) violations.add('workbook.locale', `must be ${LOCALES.join(' or ')}`);
  for (const [field, value] of [
    ['sort_chunk_size', message?.sortChunkSize],
    ['write_buffer_size', message?.writeBufferSize],
  ] as const) {
    if (value !== undefined) violations.checkRange(`workbook.${field}`, value, MIN_BUFFER_GAMES, MAX_BUFFER_GAMES);
  }
  const format = violations.checkEnum('workbook.format', message?.format, 'FILE_FORMAT_', [...FILE_FORMATS, 'NONE'] as const);
  if (message?.sheetGames !== undefined)
    violations.checkRange('workbook.sheet_games', message.sheetGames, MIN_SHEET_GAMES, MAX_SHEET_GAMES);
  if (message?.checkDraw !== undefined) violations.checkRange('workbook.check_draw', message.checkDraw, 0, MAX_DRAW_NUMBER);
  const layout = violations.checkEnum('workbook.layout', message?.layout, 'WORKBOOK_LAYOUT_', WORKBOOK_LAYOUTS);
  const order = violations.checkEnum('workbook.order', message?.order, 'GAME_ORDER_', GAME_ORDERS);
  return {
    locale: locale ?? 'pt-BR',
    order: order === 'UNSPECIFIED' ? 'GENERATED' : order,
    format: format === 'UNSPECIFIED' ? 'XLSX' : format,
    layout: layout === 'UNSPECIFIED' ? 'WORKBOOKS' : layout,
    sheetGames: message?.sheetGames ?? MAX_SHEET_GAMES,
    checkDraw: message?.checkDraw,
    sortChunkSize: message?.sortChunkSize,
    writeBufferSize: message?.writeBufferSize,
  };
}

function toProgress(job: Job) {
  const { gamesGenerated, rowsWritten, bytesWritten } = job.progress;
  const total = generatedGames(job.request.spec);
  const seconds = job.startTime ? ((job.endTime ?? new Date()).getTime() - job.startTime.getTime()) / 1000 : 0;
  const gamesPerSecond = seconds > 0 ? gamesGenerated / seconds : 0;
  return {
    gamesGenerated,
    gamesTotal: total,
    rowsWritten,
    bytesWritten,
    gamesPerSecond,
    secondsLeft: hasEnded(job) || gamesPerSecond === 0 ? 0 : (total - gamesGenerated) / gamesPerSecond,
  };
}
