import { DezenasError } from '../shared/errors.js';
import { MAX_SHEET_GAMES } from '../shared/games/file-format.js';
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
import { estimateJob } from './estimate/estimate-handlers.js';
import type { Surveyor } from './estimate/surveyor.js';
import type { ExcelWriterClient } from './excel-writer-client.js';
import { gamesHandlers } from './games/games-handlers.js';
import { fromGenerationMode } from './generation/choose-runner.js';
import type { WorkbookOptions } from './jobs/job.js';
import type { JobEngine } from './jobs/job-engine.js';
import { fromWorkbookOptions, toJobMessage, toWorkbook } from './jobs/job-messages.js';
import { noticesOf } from './spec/notices.js';
import { prepareSpec } from './spec/prepare-spec.js';
import type { QuantityLimit, SpecSources } from './spec/resolve-spec.js';
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
      options.streamer.limit.run(() => estimateJob(request, options.sources, options.surveyor, context)),
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
  const prepared = await prepareSpec(request.spec, options.sources, fileLimit(workbook, options.maxQuantity), violations);
  const job = await options.engine.create(
    {
      ...prepared.resolved,
      workbook,
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
  { id }: DownloadWorkbookRequest__Output,
  { engine, writer }: JobHandlersOptions,
  { signal, requestId }: CallContext,
): AsyncGenerator<DownloadWorkbookResponse> {
  const job = await engine.get(id);
  if (job.state !== 'COMPLETED' || !job.workbook) {
    throw new DezenasError('FAILED_PRECONDITION', `the job has no finished workbook: ${job.state}`, { reason: 'NO_WORKBOOK' });
  }
  yield { workbook: toWorkbook(job.workbook) };
  for await (const data of writer.read(id, { signal, requestId })) yield { data };
}

/** Text has no end of its own; a sheet has, and games that are sorted as a whole wait in memory. */
function fileLimit({ format, order }: WorkbookOptions, maxQuantity: number): QuantityLimit {
  const bounded = format === 'XLSX' || order === 'SORTED' || order === 'BY_SCORE';
  if (!bounded || maxQuantity < MAX_SHEET_GAMES) return { games: maxQuantity, reason: 'the limit of this server (MAX_QUANTITY)' };
  return {
    games: MAX_SHEET_GAMES,
    reason: 'one workbook holds 1,000,000 games and this version writes one; StreamGames, CSV and JSON Lines as generated give more',
  };
}
