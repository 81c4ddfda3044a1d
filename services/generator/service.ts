import { MAX_BATCH_GAMES, toGameBatch } from '../core/batch.js';
import { Core } from '../core/core.js';
import { loadCoreModule } from '../core/core-module.js';
import { gameBytes, sliceGames } from '../core/game-columns.js';
import { type ChunkOrder, MAX_ORDER_GAMES, type Program } from '../core/program.js';
import { fromChunkOrder, fromCoreProgram, toChunkReport } from '../core/program-messages.js';
import { DezenasError } from '../shared/errors.js';
import { GeneratorService } from '../shared/grpc/definitions.js';
import type { DescribeResponse } from '../shared/grpc/generated/dezenas/v1/DescribeResponse.js';
import type { GenerateRequest__Output } from '../shared/grpc/generated/dezenas/v1/GenerateRequest.js';
import type { GenerateResponse } from '../shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import type { SurveyRequest__Output } from '../shared/grpc/generated/dezenas/v1/SurveyRequest.js';
import type { SurveyResponse } from '../shared/grpc/generated/dezenas/v1/SurveyResponse.js';
import { readInternalSecurity } from '../shared/grpc/hardening/server-security.js';
import { type CallContext, serverStream, unary } from '../shared/grpc/server/handlers.js';
import { withHeartbeat } from '../shared/grpc/server/heartbeat.js';
import { type GrpcServer, startGrpcServer } from '../shared/grpc/server/server.js';
import type { Logger } from '../shared/observability/logging.js';
import { Violations } from '../shared/violations.js';
import type { GeneratorConfig } from './config.js';
import { type ChunkColumns, type ChunkThreads, runChunks, startChunkThreads } from './run-chunks.js';
import { runSurvey } from './run-survey.js';
import { threadCheck } from './thread-check.js';

const MAX_ORDERS = 4_096;
const MAX_SURVEY = 1_000_000_000;

export interface GeneratorServer extends GrpcServer {
  readonly threads: ChunkThreads;
}

export async function startGenerator(config: GeneratorConfig, logger: Logger): Promise<GeneratorServer> {
  const security = readInternalSecurity(config, logger);
  const threads = startChunkThreads(config.GENERATOR_THREADS, logger);
  const description = describe(threads);
  const stopping = new AbortController();
  const server = await startGrpcServer({
    host: config.HOST,
    port: config.PORT,
    drainMs: config.DRAIN_SECONDS * 1000,
    security,
    maxConnectionAgeMs: config.MAX_CONNECTION_AGE_SECONDS * 1000,
    readiness: { checks: { threads: threadCheck(threads) }, intervalMs: config.READINESS_SECONDS * 1000 },
    logger,
    services: [
      {
        definition: GeneratorService.service,
        implementation: {
          Generate: serverStream(logger, (request: GenerateRequest__Output, context) =>
            withHeartbeat(generate(threads, request, context, stopping.signal), () => ({ heartbeat: {} })),
          ),
          Survey: serverStream(logger, (request: SurveyRequest__Output, context) => survey(threads, request, context)),
          Describe: unary(logger, () => description),
        },
      },
    ],
  }).catch(async (error) => {
    await threads.destroy();
    throw error;
  });
  return {
    ...server,
    threads,
    stop: async () => {
      stopping.abort();
      await server.stop();
      await threads.destroy();
    },
  };
}

/** Fails with UNAVAILABLE at the end of the running chunk when the generator stops, so that the caller continues with another generator. */
async function* generate(
  threads: ChunkThreads,
  request: GenerateRequest__Output,
  context: CallContext,
  stopping: AbortSignal,
): AsyncGenerator<GenerateResponse> {
  const program = fromCoreProgram(request.program);
  const orders = request.orders.map(fromChunkOrder);
  checkOrders(program, orders, request.windowGames);
  let games = 0;
  let chunks = 0;
  for await (const columns of runChunks(threads, program, orders, request.windowGames, context.signal)) {
    yield* toBatches(columns, program);
    yield { report: toChunkReport(columns.report, columns.checksum) };
    games += columns.report.games;
    chunks++;
    if (stopping.aborted && chunks < orders.length) {
      throw new DezenasError('UNAVAILABLE', 'the generator is stopping', { reason: 'STOPPING' });
    }
  }
  context.logger.info({ chunks, games }, 'games generated');
}

async function* survey(threads: ChunkThreads, request: SurveyRequest__Output, context: CallContext): AsyncGenerator<SurveyResponse> {
  const program = fromCoreProgram(request.program);
  const [firstIndex, candidates] = [BigInt(request.firstIndex), Number(request.candidates)];
  const violations = new Violations();
  if (firstIndex < 0n) violations.add('first_index', 'must not be negative');
  if (candidates < 1 || candidates > MAX_SURVEY) violations.add('candidates', `must be 1 to ${MAX_SURVEY}`);
  if (program.window > 0) violations.add('program.window', 'must be 0: a survey keeps no games');
  violations.throwIfAny();
  yield* runSurvey(threads, program, firstIndex, candidates, context.signal);
}

function* toBatches(columns: ChunkColumns, program: Program): Generator<GenerateResponse> {
  const { picks, extraPicks } = program;
  const { chunk } = columns.report;
  for (let offset = 0; offset < columns.count; offset += MAX_BATCH_GAMES) {
    const games = sliceGames(columns, gameBytes(program), offset, Math.min(offset + MAX_BATCH_GAMES, columns.count));
    yield { batch: toGameBatch({ chunk, offset, picks, extraPicks, ...games }) };
  }
}

function checkOrders(program: Program, orders: ChunkOrder[], windowGames: Uint8Array): void {
  const violations = new Violations();
  const check = (holds: boolean, field: string, description: string) => {
    if (!holds) violations.add(field, description);
  };
  check(orders.length >= 1 && orders.length <= MAX_ORDERS, 'orders', `must have 1 to ${MAX_ORDERS} orders`);
  orders.slice(0, MAX_ORDERS).forEach(({ chunk, quantity, cursor }, i) => {
    check(chunk >= 0 && chunk < program.chunkCount, `orders[${i}].chunk`, `must be 0 to ${program.chunkCount - 1}`);
    check(quantity >= 1 && quantity <= MAX_ORDER_GAMES, `orders[${i}].quantity`, `must be 1 to ${MAX_ORDER_GAMES}`);
    check(cursor >= 0n, `orders[${i}].cursor`, 'must not be negative');
  });
  check(windowGames.length <= program.window * gameBytes(program), 'window_games', `must have at most ${program.window} games`);
  check(windowGames.length === 0 || program.windowScope === 'JOB', 'window_games', 'must be empty when the scope of the window is CHUNK');
  violations.throwIfAny();
}

function describe({ size }: ChunkThreads): DescribeResponse {
  const { version, limits } = new Core(loadCoreModule());
  return {
    coreVersion: version.toString(),
    maxUniverseSize: limits.universe,
    maxRules: limits.rules,
    maxWindow: limits.window,
    threads: size,
  };
}
