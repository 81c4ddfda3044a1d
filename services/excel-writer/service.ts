import { type Batch, fromGameBatch, scoreAt } from '../core/batch.js';
import type { Spec } from '../domain/game-spec/spec.js';
import { fromGenerationSummary } from '../domain/game-spec/summary.js';
import { FILE_EXTENSIONS, partSuffix } from '../domain/workbook/file-format.js';
import { MAX_SHEETS } from '../domain/workbook/workbook-layout.js';
import { DezenasError, invalidArgument, throwIfAborted } from '../shared/errors.js';
import { ExcelWriterService } from '../shared/grpc/definitions.js';
import type { DeleteWorkbookRequest__Output } from '../shared/grpc/generated/dezenas/v1/DeleteWorkbookRequest.js';
import type { ReadWorkbookRequest__Output } from '../shared/grpc/generated/dezenas/v1/ReadWorkbookRequest.js';
import type { ReadWorkbookResponse } from '../shared/grpc/generated/dezenas/v1/ReadWorkbookResponse.js';
import type { WriteWorkbookRequest__Output } from '../shared/grpc/generated/dezenas/v1/WriteWorkbookRequest.js';
import type { WriteWorkbookResponse } from '../shared/grpc/generated/dezenas/v1/WriteWorkbookResponse.js';
import { readInternalSecurity } from '../shared/grpc/hardening/server-security.js';
import { bidiStream, type CallContext, serverStream, unary } from '../shared/grpc/server/handlers.js';
import { withHeartbeat } from '../shared/grpc/server/heartbeat.js';
import { type GrpcServer, startGrpcServer } from '../shared/grpc/server/server.js';
import type { Logger } from '../shared/observability/logging.js';
import type { ExcelWriterConfig } from './config.js';
import { type WriteTools, type WrittenFile, writeFiles } from './files/write-files.js';
import type { BufferSizes } from './plan/buffer-sizes.js';
import { checkWorkbookId, fromWorkbookHeader, type JobTotals, type WorkbookDescription } from './plan/workbook-description.js';
import { createStore } from './store/create-store.js';
import type { WorkbookStore } from './store/workbook-store.js';
import { destroyWriterThreads, startWriterThreads, type WriterThreads } from './workbook/writer-threads.js';

/** Minimum time between two progress messages. */
const PROGRESS_INTERVAL_MS = 200;

export interface ExcelWriterServer extends GrpcServer {
  readonly threads: WriterThreads;
}

export async function startExcelWriter(config: ExcelWriterConfig, logger: Logger, givenStore?: WorkbookStore): Promise<ExcelWriterServer> {
  const security = readInternalSecurity(config, logger);
  const store = givenStore ?? (await createStore(config));
  await store.prepare();
  const threads = startWriterThreads(config.WRITER_THREADS, logger);
  const defaults = { sortChunk: config.SORT_CHUNK_SIZE, writeBuffer: config.WRITE_BUFFER_SIZE };
  const sort = { memoryBytes: config.SORT_MEMORY_MB * 2 ** 20, folder: config.SORT_DIR };
  const tools: WriteTools = { store, threads, sort };
  const server = await startGrpcServer({
    host: config.HOST,
    port: config.PORT,
    drainMs: config.DRAIN_SECONDS * 1000,
    security,
    maxConnectionAgeMs: config.MAX_CONNECTION_AGE_SECONDS * 1000,
    readiness: { checks: { workbook_store: () => store.check() }, intervalMs: config.READINESS_SECONDS * 1000 },
    logger,
    services: [
      {
        definition: ExcelWriterService.service,
        implementation: {
          WriteWorkbook: bidiStream(logger, (requests: AsyncIterable<WriteWorkbookRequest__Output>, context) =>
            withHeartbeat(write(requests, defaults, tools, context), (last) => ({ ...last, workbook: undefined })),
          ),
          ReadWorkbook: serverStream(logger, (request: ReadWorkbookRequest__Output) => read(request, store)),
          DeleteWorkbook: unary(logger, async ({ workbookId }: DeleteWorkbookRequest__Output) => {
            checkWorkbookId(workbookId, 'workbook_id');
            await store.delete(workbookId);
            return {};
          }),
        },
      },
    ],
  }).catch(async (error) => {
    await destroyWriterThreads(threads);
    store.close();
    throw error;
  });
  return {
    ...server,
    threads,
    stop: async () => {
      await server.stop();
      await destroyWriterThreads(threads);
      store.close();
    },
  };
}

async function* write(
  requests: AsyncIterable<WriteWorkbookRequest__Output>,
  defaults: Partial<BufferSizes>,
  tools: WriteTools,
  { signal, logger }: CallContext,
): AsyncGenerator<WriteWorkbookResponse> {
  const reader = requests[Symbol.asyncIterator]();
  const { value: first } = await reader.next();
  if (!first?.header) throw invalidArgument([{ field: 'header', description: 'must be the first message' }]);
  const description = fromWorkbookHeader(first.header, defaults);
  const parts = new RequestParts({ [Symbol.asyncIterator]: () => reader }, description);
  let reported = performance.now();
  for await (const { file, ...progress } of writeFiles(description, parts.batches(), () => parts.totals(), tools)) {
    throwIfAborted(signal);
    if (file) {
      logger.info({ workbook: description.id, ...file }, 'file written');
      yield { ...progress, workbook: { ...file, fileName: fileNameOf(description, file) } };
    } else if (performance.now() - reported >= PROGRESS_INTERVAL_MS) {
      reported = performance.now();
      yield progress;
    }
  }
}

function fileNameOf({ id, spec, format }: WorkbookDescription, { part, parts, games }: WrittenFile): string {
  const quantity = parts === 1 ? games : spec.quantity;
  return `jogos-${spec.lottery.id}-${quantity}-${id.slice(0, 8)}${partSuffix(part, parts)}.${FILE_EXTENSIONS[format]}`;
}

async function* read(
  { workbookId, part, offset, length }: ReadWorkbookRequest__Output,
  store: WorkbookStore,
): AsyncGenerator<ReadWorkbookResponse> {
  checkWorkbookId(workbookId, 'workbook_id');
  if (part < 1 || part > MAX_SHEETS) throw invalidArgument([{ field: 'part', description: `must be 1 to ${MAX_SHEETS}` }]);
  const range = { offset: Number(offset), length: Number(length) };
  if (range.offset < 0) throw invalidArgument([{ field: 'offset', description: 'must not be negative' }]);
  if (range.length < 0) throw invalidArgument([{ field: 'length', description: 'must not be negative' }]);
  for await (const data of store.read(workbookId, part, range)) yield { data };
}

/** Checks and converts the messages after the header: batches, then the summary. */
class RequestParts {
  readonly #requests: AsyncIterable<WriteWorkbookRequest__Output>;
  readonly #description: WorkbookDescription;
  #totals: JobTotals | undefined;

  constructor(requests: AsyncIterable<WriteWorkbookRequest__Output>, description: WorkbookDescription) {
    this.#requests = requests;
    this.#description = description;
  }

  async *batches(): AsyncGenerator<Batch> {
    const { spec } = this.#description;
    const { picks, extraPicks, quantity } = spec;
    let games = 0;
    for await (const { batch, summary } of this.#requests) {
      if (this.#totals) throw invalidArgument([{ field: 'summary', description: 'must be the last message' }]);
      if (summary?.generation) {
        this.#totals = { summary: fromGenerationSummary(summary.generation), notices: summary.notices };
        continue;
      }
      if (!batch) throw invalidArgument([{ field: 'batch', description: 'must follow the header and precede the summary' }]);
      games += batch.count;
      if (games > quantity) throw invalidArgument([{ field: 'batch', description: `has more games than the header allows (${quantity})` }]);
      if (batch.picks !== picks) throw invalidArgument([{ field: 'batch.picks', description: `must be ${picks}, not ${batch.picks}` }]);
      if (batch.extraPicks !== extraPicks)
        throw invalidArgument([{ field: 'batch.extra_picks', description: `must be ${extraPicks}, not ${batch.extraPicks}` }]);
      const columns = fromGameBatch(batch);
      checkColumns(columns, spec);
      yield columns;
    }
    // A stream that ends without a summary is not a complete job.
    if (!this.#totals) throw new DezenasError('INVALID_ARGUMENT', 'the stream ended without a summary', { reason: 'INCOMPLETE' });
    if (this.#totals.summary.games !== games) {
      throw invalidArgument([
        { field: 'summary.generation.games', description: `is ${this.#totals.summary.games}, but ${games} games were received` },
      ]);
    }
  }

  totals(): JobTotals {
    if (!this.#totals) throw new Error('the totals are unknown until the last batch has been read');
    return this.#totals;
  }
}

/** Rejects values that the row encoder has no text for. */
function checkColumns({ count, picks, extraPicks, numbers, scores, levels }: Batch, { lottery }: Spec): void {
  const { universeSize, extra } = lottery;
  const bytes = picks + extraPicks;
  for (let at = 0; at < numbers.length; at++) {
    const max = at % bytes < picks ? universeSize : (extra?.universeSize ?? 0);
    if (numbers[at] < 1 || numbers[at] > max) throw malformed('batch.numbers', `must be 1 to ${max}`);
  }
  for (const level of levels) if (level < 1 || level > 4) throw malformed('batch.levels', 'must be 1 to 4');
  for (let i = 0; i < count; i++) {
    if (scoreAt(scores, i) > 10_000) throw malformed('batch.scores', 'must be 0 to 10000');
  }
}

function malformed(field: string, description: string): DezenasError {
  return invalidArgument([{ field, description }]);
}
