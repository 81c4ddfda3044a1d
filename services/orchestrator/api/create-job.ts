import { createHash } from 'node:crypto';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import { MAX_SHEETS, sheetsOf } from '../../domain/workbook/workbook-layout.js';
import { invalidArgument } from '../../shared/errors.js';
import type { CreateJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/CreateJobRequest.js';
import type { CallContext } from '../../shared/grpc/server/handlers.js';
import { activeTraceHeaders } from '../../shared/observability/tracing.js';
import { Violations } from '../../shared/violations.js';
import type { Draw } from '../draws/history/draw.js';
import { noticesOf } from '../game-spec/notices.js';
import { prepareSpec } from '../game-spec/prepare-spec.js';
import { quantityLimit } from '../game-spec/quantity-limit.js';
import type { SpecSources } from '../game-spec/resolve-spec.js';
import { fromGenerationMode } from '../generation/choose-runner.js';
import type { JobEngine } from '../jobs/engine/job-engine.js';
import type { Job, WorkbookOptions } from '../jobs/model/job.js';
import { fromWorkbookOptions } from '../jobs/model/job-messages.js';

const REQUEST_ID = /^[\x21-\x7e]{0,128}$/;
const MAX_PRIORITY = 100;

export interface JobCreator {
  engine: JobEngine;
  sources: SpecSources;
  maxQuantity: number;
}

/**
 * Checks and resolves a request, and creates its job. A repeated request (same request_id, same body) returns the existing job.
 * @throws DezenasError INVALID_ARGUMENT listing every wrong field.
 */
export async function createJob(
  request: CreateJobRequest__Output,
  { engine, sources, maxQuantity }: JobCreator,
  caller: CallContext['caller'],
): Promise<Job> {
  const violations = new Violations();
  const { requestId, priority, allowPartial } = request;
  if (!REQUEST_ID.test(requestId)) violations.add('request_id', 'must be up to 128 printable ASCII characters without spaces');
  const idempotency = { requestId, fingerprint: requestId === '' ? '' : digestOf(request) };
  // A repeated request is not checked again: its history, model or limit may have changed since the job was accepted.
  const known = violations.list.length === 0 ? await engine.find(idempotency) : undefined;
  if (known) return known;
  violations.checkRange('priority', priority, 0, MAX_PRIORITY);
  const mode = fromGenerationMode(request.mode, violations);
  const workbook = fromWorkbookOptions(request.workbook, violations);
  const limit = quantityLimit(maxQuantity, caller);
  const prepared = await prepareSpec(request.spec, sources, limit, violations);
  const { spec } = prepared.resolved;
  checkSheets(workbook, spec.quantity);
  const drawn = await findCheckDraw(workbook, spec.lottery, sources);
  const notices = noticesOf(prepared, workbook.locale);
  return engine.create(
    {
      spec,
      workbook: { ...workbook, checkDraw: drawn?.number },
      drawn,
      mode,
      allowPartial,
      notices,
      priority,
      trace: activeTraceHeaders(),
    },
    idempotency,
  );
}

function digestOf(request: CreateJobRequest__Output): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

/** @throws DezenasError INVALID_ARGUMENT when the games need more sheets than a job may have. */
function checkSheets({ format, sheetGames }: WorkbookOptions, quantity: number): void {
  if (format !== 'XLSX' || sheetsOf(quantity, sheetGames) <= MAX_SHEETS) return;
  const least = Math.ceil(quantity / MAX_SHEETS);
  throw invalidArgument([
    {
      field: 'workbook.sheet_games',
      description: `must be at least ${least} for ${quantity} games: a job has at most ${MAX_SHEETS} sheets`,
    },
  ]);
}

/** Finds the imported draw for the check sheet. A check draw of 0 means the latest draw. Returns undefined if the request names no check draw. */
async function findCheckDraw({ checkDraw }: WorkbookOptions, lottery: Lottery, { histories }: SpecSources): Promise<Draw | undefined> {
  if (checkDraw === undefined) return undefined;
  const draws = (await histories.latest(lottery.id))?.draws ?? [];
  const found = checkDraw === 0 ? draws[0] : draws.find(({ number }) => number === checkDraw);
  if (found) return found;
  const range = draws.length > 0 ? `the draws ${draws.at(-1)?.number} to ${draws[0].number}` : 'no draws';
  throw invalidArgument([{ field: 'workbook.check_draw', description: `unknown draw: the history of ${lottery.name} has ${range}` }]);
}
