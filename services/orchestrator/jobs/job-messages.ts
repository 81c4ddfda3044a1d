/** Jobs as proto messages, and workbook options back. */

import { FILE_FORMATS } from '../../shared/games/file-format.js';
import { GAME_ORDERS } from '../../shared/games/game-order.js';
import { LOCALES } from '../../shared/games/locale.js';
import { toGameSpec } from '../../shared/games/spec-messages.js';
import { toGenerationSummary } from '../../shared/games/summary.js';
import type { Job as JobMessage } from '../../shared/grpc/generated/dezenas/v1/Job.js';
import type {
  WorkbookOptions__Output,
  WorkbookOptions as WorkbookOptionsMessage,
} from '../../shared/grpc/generated/dezenas/v1/WorkbookOptions.js';
import { toTimestamp } from '../../shared/grpc/timestamp.js';
import { generatedGames } from '../spec/compile-program.js';
import type { Violations } from '../spec/violations.js';
import { hasEnded, type Job, type WorkbookInfo, type WorkbookOptions } from './job.js';

const MIN_BUFFER_GAMES = 100;
const MAX_BUFFER_GAMES = 100_000;

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
    workbook: job.state === 'COMPLETED' && job.workbook ? toWorkbook(job.workbook) : undefined,
    executor: job.executor ?? '',
    notices: job.notices,
  };
}

export function toWorkbook({ fileName, sizeBytes, sha256, games }: WorkbookInfo) {
  return { fileName, sizeBytes, sha256, games };
}

export function toWorkbookOptions(options: WorkbookOptions): WorkbookOptionsMessage {
  return { ...options, order: `GAME_ORDER_${options.order}`, format: `FILE_FORMAT_${options.format}` };
}

/** Options with their defaults; what is wrong goes to `violations`. */
export function fromWorkbookOptions(message: WorkbookOptions__Output | null, violations: Violations): WorkbookOptions {
  const locale = LOCALES.find((candidate) => candidate === (message?.locale || 'pt-BR'));
  if (!locale) violations.add('workbook.locale', `must be ${LOCALES.join(' or ')}`);
  for (const [field, value] of [
    ['sort_chunk_size', message?.sortChunkSize],
    ['write_buffer_size', message?.writeBufferSize],
  ] as const) {
    if (value !== undefined) violations.checkRange(`workbook.${field}`, value, MIN_BUFFER_GAMES, MAX_BUFFER_GAMES);
  }
  const format = violations.checkEnum('workbook.format', message?.format, 'FILE_FORMAT_', FILE_FORMATS);
  const order = violations.checkEnum('workbook.order', message?.order, 'GAME_ORDER_', GAME_ORDERS);
  return {
    locale: locale ?? 'pt-BR',
    order: order === 'UNSPECIFIED' ? 'GENERATED' : order,
    format: format === 'UNSPECIFIED' ? 'XLSX' : format,
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
