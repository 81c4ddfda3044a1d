import type { CancelJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/CancelJobRequest.js';
import type { CancelJobResponse } from '../../shared/grpc/generated/dezenas/v1/CancelJobResponse.js';
import type { CreateJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/CreateJobRequest.js';
import type { CreateJobResponse } from '../../shared/grpc/generated/dezenas/v1/CreateJobResponse.js';
import type { DeleteJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/DeleteJobRequest.js';
import type { DeleteJobResponse } from '../../shared/grpc/generated/dezenas/v1/DeleteJobResponse.js';
import type { DownloadWorkbookRequest__Output } from '../../shared/grpc/generated/dezenas/v1/DownloadWorkbookRequest.js';
import type { DownloadWorkbookResponse } from '../../shared/grpc/generated/dezenas/v1/DownloadWorkbookResponse.js';
import type { EstimateJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/EstimateJobRequest.js';
import type { GetJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/GetJobRequest.js';
import type { GetJobResponse } from '../../shared/grpc/generated/dezenas/v1/GetJobResponse.js';
import type { ListJobsRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ListJobsRequest.js';
import type { RetryJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/RetryJobRequest.js';
import type { RetryJobResponse } from '../../shared/grpc/generated/dezenas/v1/RetryJobResponse.js';
import type { WatchJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/WatchJobRequest.js';
import type { WatchJobResponse } from '../../shared/grpc/generated/dezenas/v1/WatchJobResponse.js';
import { type CallContext, serverStream, unary } from '../../shared/grpc/server/handlers.js';
import type { Logger } from '../../shared/observability/logging.js';
import type { Surveyor } from '../estimate/surveyor.js';
import { checkJobLimit, quantityLimit } from '../game-spec/quantity-limit.js';
import type { JobEngine } from '../jobs/engine/job-engine.js';
import { toJobMessage } from '../jobs/model/job-messages.js';
import type { ExcelWriterClient } from '../workbooks/excel-writer-client.js';
import type { CallLimit } from './call-limit.js';
import { createJob, type JobCreator } from './create-job.js';
import { downloadWorkbook } from './download-workbook.js';
import { estimateJob } from './estimate-job.js';
import { createGamesHandlers } from './games-handlers.js';
import { listJobs } from './list-jobs.js';
import { createStreamHandlers, type GameStreamer } from './stream-handlers.js';

export interface JobHandlersOptions extends JobCreator, GameStreamer {
  writer: ExcelWriterClient;
  surveyor: Surveyor;
  downloads: CallLimit;
  watches: CallLimit;
  logger: Logger;
}

/** Creates the handlers of JobService. */
export function createJobHandlers(options: JobHandlersOptions) {
  const { engine, logger } = options;
  return {
    CreateJob: unary(logger, async (request: CreateJobRequest__Output, context): Promise<CreateJobResponse> => {
      const job = await createJob(request, options, context.caller);
      logJobChange(context, 'job created', job.id, request.requestId);
      return { job: toJobMessage(job) };
    }),
    GetJob: unary(logger, async ({ id }: GetJobRequest__Output): Promise<GetJobResponse> => ({ job: toJobMessage(await engine.get(id)) })),
    ListJobs: unary(logger, (request: ListJobsRequest__Output) => listJobs(request, engine)),
    WatchJob: serverStream(logger, (request: WatchJobRequest__Output, context) =>
      options.watches.stream(context, () => watchJob(request, engine, context)),
    ),
    CancelJob: unary(logger, async ({ id }: CancelJobRequest__Output, context): Promise<CancelJobResponse> => {
      const job = await engine.cancel(id, context.signal);
      logJobChange(context, 'job cancelled', job.id);
      return { job: toJobMessage(job) };
    }),
    DeleteJob: unary(logger, async ({ id }: DeleteJobRequest__Output, context): Promise<DeleteJobResponse> => {
      await engine.delete(id);
      logJobChange(context, 'job deleted', id);
      return {};
    }),
    RetryJob: unary(logger, async ({ id }: RetryJobRequest__Output, context): Promise<RetryJobResponse> => {
      checkJobLimit('id', (await engine.get(id)).request.spec, quantityLimit(options.maxQuantity, context.caller));
      const job = await engine.retry(id);
      logJobChange(context, 'job retried', job.id);
      return { job: toJobMessage(job) };
    }),
    DownloadWorkbook: serverStream(logger, (request: DownloadWorkbookRequest__Output, context) =>
      options.downloads.stream(context, () => download(request, options, context)),
    ),
    EstimateJob: unary(logger, (request: EstimateJobRequest__Output, context) =>
      options.limit.run(context, () => estimateJob(request, options.sources, options.surveyor, context)),
    ),
    ...createGamesHandlers(options),
    ...createStreamHandlers(options, logger),
  };
}

/** Logs the change of a job. The logger of the call adds the caller. @param creation the request_id of CreateJob. */
function logJobChange({ logger }: CallContext, message: string, job: string, creation = ''): void {
  logger.info({ job, ...(creation && { creation }) }, message);
}

async function* watchJob({ id }: WatchJobRequest__Output, engine: JobEngine, { signal }: CallContext): AsyncGenerator<WatchJobResponse> {
  for await (const job of engine.watch(id, signal)) yield { job: toJobMessage(job) };
}

async function* download(
  request: DownloadWorkbookRequest__Output,
  { engine, writer }: JobHandlersOptions,
  context: CallContext,
): AsyncGenerator<DownloadWorkbookResponse> {
  yield* downloadWorkbook(request, await engine.get(request.id), writer, context);
}
