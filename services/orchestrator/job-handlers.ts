import { DezenasError, invalidArgument } from '../shared/errors.js';
import { MAX_SHEETS, sheetsOf } from '../shared/games/workbook-layout.js';
import type { CancelJobRequest__Output } from '../shared/grpc/generated/dezenas/v1/CancelJobRequest.js';
import type { CancelJobResponse } from '../shared/grpc/generated/dezenas/v1/CancelJobResponse.js';
import type { CreateJobRequest__Output } from '../shared/grpc/generated/dezenas/v1/CreateJobRequest.js';
import type { CreateJobResponse } from '../shared/grpc/generated/dezenas/v1/CreateJobResponse.js';
import type { DownloadWorkbookRequest__Output } from '../shared/grpc/generated/dezenas/v1/DownloadWorkbookRequest.js';
import type { DownloadWorkbookResponse } from '../shared/grpc/generated/dezenas/v1/DownloadWorkbookResponse.js';
import type { EstimateJobRequest__Output } from '../shared/grpc/generated/dezenas/v1/EstimateJobRequest.js';
import type { GetJobRequest__Output } from '../shared/grpc/generated/dezenas/v1/GetJobRequest.js';
import type { GetJobResponse } from '../shared/grpc/generated/dezenas/v1/GetJobResponse.js';
import type { WatchJobRequest__Output } from '../shared/grpc/generated/dezenas/v1/WatchJobRequest.js';
import type { WatchJobResponse } from '../shared/grpc/generated/dezenas/v1/WatchJobResponse.js';
import { type CallContext, serverStream, unary } from '../shared/grpc/handlers.js';
import type { Logger } from '../shared/logging.js';
import type { Lottery } from '../shared/lotteries/lottery.js';
import type { Draw } from './draws/draw.js';
import { estimateJob } from './estimate/estimate-handlers.js';
import type { Surveyor } from './estimate/surveyor.js';
import type { ExcelWriterClient } from './excel-writer-client.js';
import { gamesHandlers } from './games/games-handlers.js';
import { fromGenerationMode } from './generation/choose-runner.js';
import type { Job, WorkbookInfo, WorkbookOptions } from './jobs/job.js';
import type { JobEngine } from './jobs/job-engine.js';
import { fromWorkbookOptions, toJobMessage } from './jobs/job-messages.js';
import { noticesOf } from './spec/notices.js';
import { prepareSpec } from './spec/prepare-spec.js';
import type { SpecSources } from './spec/resolve-spec.js';
import { Violations } from './spec/violations.js';
import { type GameStreamer, streamHandlers } from './stream-handlers.js';

const REQUEST_ID = /^[\x21-\x7e]{0,128}$/;

export interface JobHandlersOptions {
  engine: JobEngine;
  sources: SpecSources;
  writer: ExcelWriterClient;
  streamer: GameStreamer;
  surveyor: Surveyor;
  maxQuantity: number;
  logger: Logger;
}

/** The handlers of JobService. */
export function createJobHandlers(options: JobHandlersOptions) {
  const { engine, logger } = options;
  return {
    CreateJob: unary(logger, (request: CreateJobRequest__Output) => createJob(request, options)),
    GetJob: unary(logger, async ({ id }: GetJobRequest__Output): Promise<GetJobResponse> => ({ job: toJobMessage(await engine.get(id)) })),
    WatchJob: serverStream(logger, (request: WatchJobRequest__Output, context) => watchJob(request, engine, context)),
    CancelJob: unary(
      logger,
      async ({ id }: CancelJobRequest__Output): Promise<CancelJobResponse> => ({ job: toJobMessage(await engine.cancel(id)) }),
    ),
    DownloadWorkbook: serverStream(logger, (request: DownloadWorkbookRequest__Output, context) =>
      downloadWorkbook(request, options, context),
    ),
    EstimateJob: unary(logger, (request: EstimateJobRequest__Output, context) =>
      options.streamer.limit.run(context.signal, () => estimateJob(request, options.sources, options.surveyor, context)),
    ),
    ...gamesHandlers({ ...options, chooser: options.streamer.chooser, limit: options.streamer.limit }),
    ...streamHandlers(options.streamer, logger),
  };
}

async function createJob(request: CreateJobRequest__Output, options: JobHandlersOptions): Promise<CreateJobResponse> {
  const violations = new Violations();
  if (!REQUEST_ID.test(request.requestId)) {
    violations.add('request_id', 'must be up to 128 printable ASCII characters without spaces');
  }
  const mode = fromGenerationMode(request.mode, violations);
  const workbook = fromWorkbookOptions(request.workbook, violations);
  const limit = { games: options.maxQuantity, reason: 'the limit of this server (MAX_QUANTITY)' };
  const prepared = await prepareSpec(request.spec, options.sources, limit, violations);
  const { spec } = prepared.resolved;
  checkSheets(workbook, spec.quantity);
  const drawn = await drawnOf(workbook, spec.lottery, options.sources);
  const job = await options.engine.create(
    {
      ...prepared.resolved,
      workbook: { ...workbook, checkDraw: drawn?.number },
      drawn,
      mode,
      allowPartial: request.allowPartial,
      notices: noticesOf(prepared, workbook.locale),
    },
    request.requestId === '' ? undefined : { key: request.requestId, fingerprint: JSON.stringify(request) },
  );
  return { job: toJobMessage(job) };
}

async function* watchJob({ id }: WatchJobRequest__Output, engine: JobEngine, { signal }: CallContext): AsyncGenerator<WatchJobResponse> {
  for await (const job of engine.watch(id, signal)) yield { job: toJobMessage(job) };
}

async function* downloadWorkbook(
  { id, part, offset, length }: DownloadWorkbookRequest__Output,
  { engine, writer }: JobHandlersOptions,
  { signal, requestId }: CallContext,
): AsyncGenerator<DownloadWorkbookResponse> {
  const workbook = findWorkbook(await engine.get(id), part);
  const range = { part: workbook.part, offset: Number(offset), length: Number(length) };
  const violations = new Violations();
  violations.checkRange('offset', range.offset, 0, workbook.sizeBytes);
  violations.checkRange('length', range.length, 0, Number.MAX_SAFE_INTEGER);
  if (violations.list.length > 0) throw invalidArgument(violations.list);
  yield { workbook };
  for await (const data of writer.read(id, range, { signal, requestId })) yield { data };
}

/** The finished file a download asks for; of a job that has one, the part may be left out. */
function findWorkbook({ workbooks, state, request: { spec, workbook } }: Job, part: number): WorkbookInfo {
  const parts = workbook.format === 'XLSX' && workbook.layout === 'WORKBOOKS' ? sheetsOf(spec.quantity, workbook.sheetGames) : 1;
  if (part < 0 || part > parts || (part === 0 && parts > 1)) {
    throw invalidArgument([{ field: 'part', description: parts > 1 ? `the job has ${parts} files: must be 1 to ${parts}` : 'must be 1' }]);
  }
  const found = workbooks.find((each) => each.part === (part || 1));
  if (found) return found;
  throw new DezenasError('FAILED_PRECONDITION', `the job has no such finished file: ${state}`, { reason: 'NO_WORKBOOK' });
}

/** @throws DezenasError INVALID_ARGUMENT when the games need more sheets than a job may have. */
function checkSheets({ format, sheetGames }: WorkbookOptions, quantity: number): void {
  if (format !== 'XLSX' || sheetsOf(quantity, sheetGames) <= MAX_SHEETS) return;
  const least = Math.ceil(quantity / MAX_SHEETS);
  throw invalidArgument([
    {
      field: 'workbook.sheet_games',
      description: `must be at least ${least} for ${quantity} games: a job may have ${MAX_SHEETS} sheets`,
    },
  ]);
}

/** The imported draw that the check sheet shows. */
async function drawnOf({ checkDraw }: WorkbookOptions, lottery: Lottery, { histories }: SpecSources): Promise<Draw | undefined> {
  if (checkDraw === undefined) return undefined;
  const draws = (await histories.latest(lottery.id))?.draws ?? [];
  const found = checkDraw === 0 ? draws[0] : draws.find(({ number }) => number === checkDraw);
  if (found) return found;
  const imported = draws.length > 0 ? `draws ${draws.at(-1)?.number} to ${draws[0].number} are imported` : 'no draws are imported';
  throw invalidArgument([{ field: 'workbook.check_draw', description: `not there: ${imported} of ${lottery.name}` }]);
}
