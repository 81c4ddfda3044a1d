/** Encodes and decodes stored jobs as the proto message StoredJob, so that stored jobs stay readable when fields are added. */

import { fromGameSpec, toGameSpec } from '../../../domain/game-spec/spec-messages.js';
import { fromGenerationSummary } from '../../../domain/game-spec/summary.js';
import { DezenasError } from '../../../shared/errors.js';
import { messageType } from '../../../shared/grpc/definitions.js';
import type { StoredJob, StoredJob__Output } from '../../../shared/grpc/generated/dezenas/v1/StoredJob.js';
import { fromTimestamp, type Timestamp, toTimestamp } from '../../../shared/grpc/timestamp.js';
import { Violations } from '../../../shared/violations.js';
import { fromGenerationMode } from '../../generation/choose-runner.js';
import { JOB_STATES, type Job } from './job.js';
import { fromWorkbook, fromWorkbookOptions, toDrawResult, toJobMessage } from './job-messages.js';

const TYPE = messageType('dezenas.v1.StoredJob');

export function encodeJob(job: Job): Buffer {
  const { spec, drawn, mode, allowPartial, notices, trace } = job.request;
  const stored: StoredJob = {
    job: { ...toJobMessage(job), spec: toGameSpec(spec) },
    mode: `GENERATION_MODE_${mode}`,
    allowPartial,
    drawn: drawn && toDrawResult(drawn),
    requestNotices: notices,
    trace,
    fingerprint: job.fingerprint,
    cancelRequested: job.cancelRequested,
    earlierAttempts: job.earlierAttempts,
    dueTime: job.dueTime && toTimestamp(job.dueTime),
  };
  return TYPE.serialize(stored);
}

/**
 * Decodes a stored job.
 * @throws DezenasError INTERNAL when the bytes are damaged or from an unknown version.
 */
export function decodeJob(bytes: Buffer): Job {
  const stored = TYPE.deserialize(bytes) as StoredJob__Output;
  const { job, drawn } = stored;
  const violations = new Violations();
  const workbook = fromWorkbookOptions(job?.workbookOptions ?? null, violations);
  const mode = fromGenerationMode(stored.mode, violations);
  const state = JOB_STATES.find((known) => job?.state === `JOB_STATE_${known}`);
  if (!job?.createTime || !state || violations.list.length > 0) {
    throw new DezenasError('INTERNAL', 'a stored job is damaged', { reason: 'STORE_CORRUPT' });
  }
  const { progress } = job;
  return {
    id: job.id,
    request: {
      spec: fromGameSpec(job.spec),
      workbook,
      drawn: drawn
        ? { number: workbook.checkDraw ?? 0, date: '', numbers: drawn.numbers, second: drawn.second, extras: drawn.extras }
        : undefined,
      mode,
      allowPartial: stored.allowPartial,
      notices: stored.requestNotices,
      priority: job.priority,
      trace: stored.trace,
    },
    requestId: job.requestId,
    fingerprint: stored.fingerprint,
    createTime: fromTimestamp(job.createTime),
    state,
    attempts: job.attempts,
    earlierAttempts: stored.earlierAttempts,
    cancelRequested: stored.cancelRequested,
    progress: {
      gamesGenerated: Number(progress?.gamesGenerated ?? 0),
      rowsWritten: Number(progress?.rowsWritten ?? 0),
      bytesWritten: Number(progress?.bytesWritten ?? 0),
    },
    executor: job.executor || undefined,
    notices: job.notices,
    startTime: dateOf(job.startTime),
    endTime: dateOf(job.endTime),
    expireTime: dateOf(job.expireTime),
    dueTime: dateOf(stored.dueTime),
    failure: job.failure ?? undefined,
    summary: job.summary ? fromGenerationSummary(job.summary) : undefined,
    workbooks: job.workbooks.map(fromWorkbook),
  };
}

function dateOf(timestamp: Timestamp | null): Date | undefined {
  return timestamp ? fromTimestamp(timestamp) : undefined;
}
