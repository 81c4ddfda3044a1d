/**
 * The typed client of Dezenas: jobs, workbooks, games and draws of an orchestrator.
 *
 * Requests and answers are the messages of `proto/dezenas/v1` in camelCase. In answers, a 64-bit integer is a decimal
 * string and an enum value is its name. Every call takes an AbortSignal and a timeout, and fails with a {@link DezenasError}.
 */

import type { Batch } from '../../core/batch.js';
import { DezenasError } from '../../shared/errors.js';
import { type CallOptions, callBidiStream, callClientStream, callServerStream, callUnary } from '../../shared/grpc/client/calls.js';
import { createGrpcClient } from '../../shared/grpc/client/create-client.js';
import { CatalogueService, DrawService, JobService } from '../../shared/grpc/definitions.js';
import type { CheckGamesRequest } from '../../shared/grpc/generated/dezenas/v1/CheckGamesRequest.js';
import type { FitPopularityResponse__Output } from '../../shared/grpc/generated/dezenas/v1/FitPopularityResponse.js';
import type { GetHistoryResponse__Output } from '../../shared/grpc/generated/dezenas/v1/GetHistoryResponse.js';
import type { GetPopularityResponse__Output } from '../../shared/grpc/generated/dezenas/v1/GetPopularityResponse.js';
import type { ImportDrawsRequest } from '../../shared/grpc/generated/dezenas/v1/ImportDrawsRequest.js';
import type { ImportDrawsResponse__Output } from '../../shared/grpc/generated/dezenas/v1/ImportDrawsResponse.js';
import type { JobServiceClient } from '../../shared/grpc/generated/dezenas/v1/JobService.js';
import type { ListLotteriesResponse__Output } from '../../shared/grpc/generated/dezenas/v1/ListLotteriesResponse.js';
import type { ListRulesResponse__Output } from '../../shared/grpc/generated/dezenas/v1/ListRulesResponse.js';
import type { ListScoreTermsResponse__Output } from '../../shared/grpc/generated/dezenas/v1/ListScoreTermsResponse.js';
import type { ValidateGamesRequest } from '../../shared/grpc/generated/dezenas/v1/ValidateGamesRequest.js';
import type { ValidateGamesResponse__Output } from '../../shared/grpc/generated/dezenas/v1/ValidateGamesResponse.js';
import { FILE_PIECE_BYTES } from '../../shared/grpc/limits.js';
import { keepClosingSessionsAlive } from '../../shared/grpc/workarounds/closing-sessions.js';
import { type ClientTls, type ConnectionSecurity, openConnection } from './connection.js';
import { type DownloadAnswer, type DownloadOptions, downloadWorkbook } from './download-workbook.js';
import { expandBatch, GameStream, type GeneratedGame } from './game-stream.js';
import type {
  AppliedSpec,
  CheckGamesHeader,
  CheckResult,
  CreateJobRequest,
  Estimate,
  EstimateJobRequest,
  Game,
  GameSpec,
  GameVerdict,
  GenerationSummary,
  GetStatisticsRequest,
  History,
  ImportSummary,
  Job,
  JobPage,
  ListJobsRequest,
  ListRulesRequest,
  ListScoreTermsRequest,
  Lottery,
  Popularity,
  RuleDescription,
  ScoreTermDescription,
  Statistics,
  StreamAnswer,
  StreamGamesRequest,
  SyncDrawsStep,
} from './messages.js';
import { type GamesMessage, packGames } from './pack-games.js';
import type { ReconnectOptions } from './reconnection.js';
import { hasJobEnded, watchJob } from './watch-job.js';

export type * from './messages.js';
export type { Batch, CallOptions, ClientTls, DownloadOptions, GameStream, GeneratedGame, ReconnectOptions };
export { DezenasError, hasJobEnded };

export const DEFAULT_ADDRESS = '127.0.0.1:50051';

export interface ClientOptions extends ConnectionSecurity {
  /** host:port of an orchestrator, or dns:///name:port of several. Default 127.0.0.1:50051. */
  address?: string;
}

export interface StreamGamesOptions extends CallOptions {
  /** Where the chunks are generated. Default "GENERATION_MODE_AUTO". */
  mode?: StreamGamesRequest['mode'];
}

/** All games of a spec, as arrays. */
export interface GeneratedGames {
  /** The resolved spec. The same spec gives the same games again. */
  spec: AppliedSpec;
  /** The numbers of each game, ascending. */
  games: number[][];
  /** The extras of each game (month, club, clovers, bonus numbers), ascending; empty in most lotteries. */
  extras: number[][];
  summary: GenerationSummary;
}

export interface DezenasClient {
  createJob(request: CreateJobRequest, options?: CallOptions): Promise<Job>;
  getJob(id: string, options?: CallOptions): Promise<Job>;
  /** Lists one page of the jobs that match, newest first by default. */
  listJobs(request?: ListJobsRequest, options?: CallOptions): Promise<JobPage>;
  /** Yields the job now and after each change, until the job has ended. The watch reconnects after a lost connection. */
  watchJob(id: string, options?: CallOptions & ReconnectOptions): AsyncGenerator<Job, void, undefined>;
  cancelJob(id: string, options?: CallOptions): Promise<Job>;
  /** Deletes a job that has ended, and its files. */
  deleteJob(id: string, options?: CallOptions): Promise<void>;
  /** Requeues a job that failed, was cancelled or expired. The job generates the same games. */
  retryJob(id: string, options?: CallOptions): Promise<Job>;
  /** Yields the bytes of a finished file of a job, in order. After a lost connection the download resumes at the next byte. */
  downloadWorkbook(id: string, options?: DownloadOptions): AsyncGenerator<Buffer, void, undefined>;
  /** Streams the games of a spec, one by one, as they are generated. A slow reader slows the generation. */
  streamGames(spec: GameSpec, options?: StreamGamesOptions): GameStream<GeneratedGame>;
  /** Streams the games of a spec in packed batches of up to 5,000, which is many times faster than single games. */
  streamBatches(spec: GameSpec, options?: StreamGamesOptions): GameStream<Batch>;
  /** Streams the raw messages of StreamGames: the spec, then batches (lists of games when expanded), then the summary. */
  streamAnswers(request: StreamGamesRequest, options?: CallOptions): AsyncGenerator<StreamAnswer, void, undefined>;
  /** Estimates matching games, price, time and file size. `exact` judges every possible game instead of a sample; limit 60 million. */
  estimateJob(request: EstimateJobRequest, options?: CallOptions): Promise<Estimate>;
  /** Judges the caller's own games and yields the verdicts in order. A slow reader slows the source of the games. */
  validateGames(spec: GameSpec, games: AsyncIterable<Game[]>, options?: CallOptions): AsyncGenerator<GameVerdict, void, undefined>;
  /** Counts hits and prizes of the games of the header's job or spec, or of `games`. */
  checkGames(header: CheckGamesHeader, games?: AsyncIterable<Game[]>, options?: CallOptions): Promise<CheckResult>;
  /** Collects all games of a spec in memory. For more than some thousands of games use {@link streamGames}. */
  generateGames(spec: GameSpec, options?: CallOptions): Promise<GeneratedGames>;
  /** Replaces the draw history of a lottery with the draws of an official file (.xlsx, CSV, or JSON of the results API). */
  importDraws(
    file: AsyncIterable<Uint8Array>,
    lottery?: string,
    options?: CallOptions,
  ): Promise<{ history: History; warnings: string[]; popularity: Popularity | null; summary: ImportSummary }>;
  /**
   * Fetches the missing draws of a lottery from Caixa's results API. Yields the progress, finally the new history.
   * Draws fetched before a failure stay in the history.
   */
  syncDraws(lottery?: string, options?: CallOptions): AsyncGenerator<SyncDrawsStep, void, undefined>;
  /** Fits the popularity model of the numbers to the winners and revenue of the imported draws. */
  fitPopularity(lottery?: string, options?: CallOptions): Promise<Popularity>;
  /** Returns the popularity model that was fitted last. */
  getPopularity(lottery?: string, options?: CallOptions): Promise<Popularity>;
  /** Returns statistics of the numbers over a range of the imported draws. */
  getStatistics(request?: GetStatisticsRequest, options?: CallOptions): Promise<Statistics>;
  getHistory(lottery?: string, options?: CallOptions): Promise<History>;
  /** Lists the lotteries. `locale` is the language of the titles: "pt-BR" or "en". */
  listLotteries(locale?: string, options?: CallOptions): Promise<Lottery[]>;
  /** Lists the rules for games of one lottery and size, with their ranges and defaults. */
  listRules(request?: ListRulesRequest, options?: CallOptions): Promise<RuleDescription[]>;
  /** Lists the score terms, with their formulas and default weights. */
  listScoreTerms(request?: ListScoreTermsRequest, options?: CallOptions): Promise<ScoreTermDescription[]>;
  close(): void;
}

export function createClient({ address = DEFAULT_ADDRESS, ...security }: ClientOptions = {}): DezenasClient {
  // The `dezenas` command and programs that use this package have no other start in common.
  keepClosingSessionsAlive();
  const { credentials, close } = openConnection(address, security);
  const jobs = createGrpcClient(JobService, address, credentials);
  const draws = createGrpcClient(DrawService, address, credentials);
  const catalogue = createGrpcClient(CatalogueService, address, credentials);
  const client: DezenasClient = {
    createJob: async (request, options) =>
      requireJob(await callUnary<CreateJobRequest, JobAnswer>(jobs.CreateJob.bind(jobs), request, options)),
    getJob: async (id, options) => requireJob(await callUnary<object, JobAnswer>(jobs.GetJob.bind(jobs), { id }, options)),
    listJobs: (request = {}, options = {}) => callUnary(jobs.ListJobs.bind(jobs), request, options),
    watchJob: (id, options) => watchJob((call) => watchOnce(jobs, id, call), options),
    cancelJob: async (id, options) => requireJob(await callUnary<object, JobAnswer>(jobs.CancelJob.bind(jobs), { id }, options)),
    deleteJob: async (id, options) => {
      await callUnary<object, object>(jobs.DeleteJob.bind(jobs), { id }, options);
    },
    retryJob: async (id, options) => requireJob(await callUnary<object, JobAnswer>(jobs.RetryJob.bind(jobs), { id }, options)),
    downloadWorkbook: (id, options) =>
      downloadWorkbook(
        (range, call) => callServerStream<object, DownloadAnswer>(jobs.DownloadWorkbook.bind(jobs), { id, ...range }, call),
        options,
      ),
    streamGames: (spec, { mode, ...options } = {}) => new GameStream(client.streamAnswers({ spec, mode }, options), expandBatch),
    streamBatches: (spec, { mode, ...options } = {}) => new GameStream(client.streamAnswers({ spec, mode }, options), (batch) => [batch]),
    streamAnswers: (request, options) => callServerStream(jobs.StreamGames.bind(jobs), request, options),
    estimateJob: (request, options) => callUnary(jobs.EstimateJob.bind(jobs), request, options),
    async *validateGames(spec, games, options) {
      const answers = callBidiStream<ValidateGamesRequest, ValidateGamesResponse__Output>(
        jobs.ValidateGames.bind(jobs),
        prependHeader({ header: { spec } }, games),
        options,
      );
      for await (const { verdicts } of answers) yield* verdicts?.verdicts ?? [];
    },
    checkGames: (header, games = NO_GAMES, options = {}) =>
      callClientStream<CheckGamesRequest, CheckResult>(jobs.CheckGames.bind(jobs), prependHeader({ header }, games), options),
    generateGames: (spec, options) => collectGames(client.streamBatches(spec, options)),
    importDraws: async (file, lottery = '', options = {}) => {
      const { history, warnings, popularity, summary } = await callClientStream<ImportDrawsRequest, ImportDrawsResponse__Output>(
        draws.ImportDraws.bind(draws),
        toImportRequests(file, lottery),
        options,
      );
      return { history: requireContent(history), warnings, popularity, summary: requireContent(summary) };
    },
    syncDraws: (lottery = '', options = {}) => callServerStream(draws.SyncDraws.bind(draws), { lottery }, options),
    fitPopularity: async (lottery = '', options = {}) =>
      requireContent(
        (await callUnary<object, FitPopularityResponse__Output>(draws.FitPopularity.bind(draws), { lottery }, options)).popularity,
      ),
    getPopularity: async (lottery = '', options = {}) =>
      requireContent(
        (await callUnary<object, GetPopularityResponse__Output>(draws.GetPopularity.bind(draws), { lottery }, options)).popularity,
      ),
    getStatistics: (request = {}, options = {}) => callUnary(draws.GetStatistics.bind(draws), request, options),
    getHistory: async (lottery = '', options = {}) =>
      requireContent((await callUnary<object, GetHistoryResponse__Output>(draws.GetHistory.bind(draws), { lottery }, options)).history),
    listLotteries: async (locale = '', options = {}) =>
      (await callUnary<object, ListLotteriesResponse__Output>(catalogue.ListLotteries.bind(catalogue), { locale }, options)).lotteries,
    listRules: async (request = {}, options = {}) =>
      (await callUnary<ListRulesRequest, ListRulesResponse__Output>(catalogue.ListRules.bind(catalogue), request, options)).rules,
    listScoreTerms: async (request = {}, options = {}) =>
      (await callUnary<object, ListScoreTermsResponse__Output>(catalogue.ListScoreTerms.bind(catalogue), request, options)).terms,
    close: () => {
      jobs.close();
      draws.close();
      catalogue.close();
      close();
    },
  };
  return client;
}

const NO_GAMES: AsyncIterable<Game[]> = {
  async *[Symbol.asyncIterator]() {},
};

type JobAnswer = { job: Job | null };

function requireJob({ job }: JobAnswer): Job {
  return requireContent(job);
}

function requireContent<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new DezenasError('INTERNAL', 'the server sent an incomplete answer');
  return value;
}

async function* watchOnce(jobs: JobServiceClient, id: string, options: CallOptions): AsyncGenerator<Job> {
  for await (const answer of callServerStream<object, JobAnswer>(jobs.WatchJob.bind(jobs), { id }, options)) yield requireJob(answer);
}

async function collectGames(stream: GameStream<Batch>): Promise<GeneratedGames> {
  const games: number[][] = [];
  const extras: number[][] = [];
  for await (const batch of stream) {
    for (const game of expandBatch(batch)) {
      games.push(game.numbers);
      extras.push(game.extras);
    }
  }
  return { spec: stream.spec, games, extras, summary: stream.summary };
}

async function* prependHeader<T>(header: T, games: AsyncIterable<Game[]>): AsyncGenerator<T | GamesMessage> {
  yield header;
  for await (const list of games) yield packGames(list);
}

async function* toImportRequests(file: AsyncIterable<Uint8Array>, lottery: string): AsyncGenerator<ImportDrawsRequest> {
  yield { header: { lottery } };
  for await (const bytes of file) {
    for (let at = 0; at < bytes.length; at += FILE_PIECE_BYTES) yield { data: Buffer.from(bytes.subarray(at, at + FILE_PIECE_BYTES)) };
  }
}
