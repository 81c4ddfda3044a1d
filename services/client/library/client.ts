/**
 * The typed client of Dezenas: jobs, workbooks, games and draws of an orchestrator.
 *
 * Requests and answers are the messages of `proto/dezenas/v1` in camelCase; 64-bit integers in answers are decimal
 * strings, enums are their names. Every call takes an AbortSignal and a deadline, and fails with a {@link DezenasError}.
 */

import type { Batch } from '../../core/batch.js';
import { DezenasError } from '../../shared/errors.js';
import {
  type CallOptions,
  callBidiStream,
  callClientStream,
  callServerStream,
  callUnary,
  createGrpcClient,
} from '../../shared/grpc/client/calls.js';
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
import { type ClientTls, type ConnectionSecurity, openConnection } from './connection.js';
import { type DownloadAnswer, type DownloadOptions, downloadWorkbook } from './download-workbook.js';
import { GameStream, type GeneratedGame, gamesOf } from './game-stream.js';
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
import type { ReconnectOptions } from './reconnection.js';
import { hasEnded, watchJob } from './watch-job.js';

export type * from './messages.js';
export type { Batch, CallOptions, ClientTls, DownloadOptions, GameStream, GeneratedGame, ReconnectOptions };
export { DezenasError, hasEnded };

export const DEFAULT_ADDRESS = '127.0.0.1:50051';

export interface ClientOptions extends ConnectionSecurity {
  /** host:port of an orchestrator, or dns:///name:port for several. Default 127.0.0.1:50051. */
  address?: string;
}

export interface StreamGamesOptions extends CallOptions {
  /** Where the chunks run. Default "GENERATION_MODE_AUTO". */
  mode?: StreamGamesRequest['mode'];
}

/** All games of a spec. */
export interface GeneratedGames {
  /** The spec as applied: asked for again, it gives the same games. */
  spec: AppliedSpec;
  /** Numbers of each game, ascending. */
  games: number[][];
  /** What goes with the numbers of each game (a month, a club, clovers, bonus numbers), ascending; often nothing. */
  extras: number[][];
  summary: GenerationSummary;
}

export interface DezenasClient {
  createJob(request: CreateJobRequest, options?: CallOptions): Promise<Job>;
  getJob(id: string, options?: CallOptions): Promise<Job>;
  /** A page of the jobs that match, newest first by default. */
  listJobs(request?: ListJobsRequest, options?: CallOptions): Promise<JobPage>;
  /** The job now and after each change, until it has ended. A server that goes away and comes back is waited for. */
  watchJob(id: string, options?: CallOptions & ReconnectOptions): AsyncGenerator<Job, void, undefined>;
  cancelJob(id: string, options?: CallOptions): Promise<Job>;
  /** Forgets a job that has ended, and its files. */
  deleteJob(id: string, options?: CallOptions): Promise<void>;
  /** Queues a job again that failed, was cancelled or expired: the same games. */
  retryJob(id: string, options?: CallOptions): Promise<Job>;
  /** The bytes of a finished file of a job, in order. A connection that is lost is made again, and they go on where they were. */
  downloadWorkbook(id: string, options?: DownloadOptions): AsyncGenerator<Buffer, void, undefined>;
  /** The games of a spec, one by one, as they are generated; a slow reader slows the source. */
  streamGames(spec: GameSpec, options?: StreamGamesOptions): GameStream<GeneratedGame>;
  /** The same in packed batches of up to 5,000 games, many times faster. */
  streamBatches(spec: GameSpec, options?: StreamGamesOptions): GameStream<Batch>;
  /** The messages of StreamGames as they come: the spec, batches (or lists, when expanded), the summary. */
  streamAnswers(request: StreamGamesRequest, options?: CallOptions): AsyncGenerator<StreamAnswer, void, undefined>;
  /** What a spec would give, before it runs; `exact` judges every possible game, where there are at most 60 million. */
  estimateJob(request: EstimateJobRequest, options?: CallOptions): Promise<Estimate>;
  /** Verdicts on games of your own, in order. A slow reader slows the source. */
  validateGames(spec: GameSpec, games: AsyncIterable<Game[]>, options?: CallOptions): AsyncGenerator<GameVerdict, void, undefined>;
  /** What games win: those of the header's job or spec, or the ones given. */
  checkGames(header: CheckGamesHeader, games?: AsyncIterable<Game[]>, options?: CallOptions): Promise<CheckResult>;
  /** All games of a spec at once: for some thousands; use {@link streamGames} for more. */
  generateGames(spec: GameSpec, options?: CallOptions): Promise<GeneratedGames>;
  /** Replaces the draw history of a lottery by an official file (.xlsx, CSV or JSON of the results API). */
  importDraws(
    file: AsyncIterable<Uint8Array>,
    lottery?: string,
    options?: CallOptions,
  ): Promise<{ history: History; warnings: string[]; popularity: Popularity | null }>;
  /**
   * Adds the draws that the history of a lottery lacks from Caixa's results API: how many were fetched, and at last the history.
   * What was fetched before a failure is kept.
   */
  syncDraws(lottery?: string, options?: CallOptions): AsyncGenerator<SyncDrawsStep, void, undefined>;
  /** Fits how popular each number is to the winners and revenue of the imported draws. */
  fitPopularity(lottery?: string, options?: CallOptions): Promise<Popularity>;
  /** The popularity model fitted last. */
  getPopularity(lottery?: string, options?: CallOptions): Promise<Popularity>;
  /** What a range of the imported draws says of the numbers. */
  getStatistics(request?: GetStatisticsRequest, options?: CallOptions): Promise<Statistics>;
  getHistory(lottery?: string, options?: CallOptions): Promise<History>;
  /** The lotteries; titles are in the language, "pt-BR" or "en". */
  listLotteries(locale?: string, options?: CallOptions): Promise<Lottery[]>;
  /** The rules of games of one lottery and size, with their ranges and defaults. */
  listRules(request?: ListRulesRequest, options?: CallOptions): Promise<RuleDescription[]>;
  /** The terms a score can have, with their formulas and default weights. */
  listScoreTerms(request?: ListScoreTermsRequest, options?: CallOptions): Promise<ScoreTermDescription[]>;
  close(): void;
}

export function createClient({ address = DEFAULT_ADDRESS, ...security }: ClientOptions = {}): DezenasClient {
  const { credentials, close } = openConnection(address, security);
  const jobs = createGrpcClient(JobService, address, credentials);
  const draws = createGrpcClient(DrawService, address, credentials);
  const catalogue = createGrpcClient(CatalogueService, address, credentials);
  const client: DezenasClient = {
    createJob: async (request, options) => jobOf(await callUnary<CreateJobRequest, JobAnswer>(jobs.CreateJob.bind(jobs), request, options)),
    getJob: async (id, options) => jobOf(await callUnary<object, JobAnswer>(jobs.GetJob.bind(jobs), { id }, options)),
    listJobs: (request = {}, options = {}) => callUnary(jobs.ListJobs.bind(jobs), request, options),
    watchJob: (id, options) => watchJob((call) => watchOnce(jobs, id, call), options),
    cancelJob: async (id, options) => jobOf(await callUnary<object, JobAnswer>(jobs.CancelJob.bind(jobs), { id }, options)),
    deleteJob: async (id, options) => {
      await callUnary<object, object>(jobs.DeleteJob.bind(jobs), { id }, options);
    },
    retryJob: async (id, options) => jobOf(await callUnary<object, JobAnswer>(jobs.RetryJob.bind(jobs), { id }, options)),
    downloadWorkbook: (id, options) =>
      downloadWorkbook(
        (range, call) => callServerStream<object, DownloadAnswer>(jobs.DownloadWorkbook.bind(jobs), { id, ...range }, call),
        options,
      ),
    streamGames: (spec, { mode, ...options } = {}) => new GameStream(client.streamAnswers({ spec, mode }, options), gamesOf),
    streamBatches: (spec, { mode, ...options } = {}) => new GameStream(client.streamAnswers({ spec, mode }, options), (batch) => [batch]),
    streamAnswers: (request, options) => callServerStream(jobs.StreamGames.bind(jobs), request, options),
    estimateJob: (request, options) => callUnary(jobs.EstimateJob.bind(jobs), request, options),
    async *validateGames(spec, games, options) {
      const answers = callBidiStream<ValidateGamesRequest, ValidateGamesResponse__Output>(
        jobs.ValidateGames.bind(jobs),
        withHeader({ header: { spec } }, games),
        options,
      );
      for await (const { verdicts } of answers) yield* verdicts?.verdicts ?? [];
    },
    checkGames: (header, games = none(), options = {}) =>
      callClientStream<CheckGamesRequest, CheckResult>(jobs.CheckGames.bind(jobs), withHeader({ header }, games), options),
    generateGames: (spec, options) => collectGames(client.streamBatches(spec, options)),
    importDraws: async (file, lottery = '', options = {}) => {
      const { history, warnings, popularity } = await callClientStream<ImportDrawsRequest, ImportDrawsResponse__Output>(
        draws.ImportDraws.bind(draws),
        importRequests(file, lottery),
        options,
      );
      return { history: present(history), warnings, popularity };
    },
    syncDraws: (lottery = '', options = {}) => callServerStream(draws.SyncDraws.bind(draws), { lottery }, options),
    fitPopularity: async (lottery = '', options = {}) =>
      present((await callUnary<object, FitPopularityResponse__Output>(draws.FitPopularity.bind(draws), { lottery }, options)).popularity),
    getPopularity: async (lottery = '', options = {}) =>
      present((await callUnary<object, GetPopularityResponse__Output>(draws.GetPopularity.bind(draws), { lottery }, options)).popularity),
    getStatistics: (request = {}, options = {}) => callUnary(draws.GetStatistics.bind(draws), request, options),
    getHistory: async (lottery = '', options = {}) =>
      present((await callUnary<object, GetHistoryResponse__Output>(draws.GetHistory.bind(draws), { lottery }, options)).history),
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

type JobAnswer = { job: Job | null };

function jobOf({ job }: JobAnswer): Job {
  return present(job);
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new DezenasError('INTERNAL', 'the server sent an answer without its content');
  return value;
}

async function* watchOnce(jobs: JobServiceClient, id: string, options: CallOptions): AsyncGenerator<Job> {
  for await (const answer of callServerStream<object, JobAnswer>(jobs.WatchJob.bind(jobs), { id }, options)) yield jobOf(answer);
}

async function collectGames(stream: GameStream<Batch>): Promise<GeneratedGames> {
  const games: number[][] = [];
  const extras: number[][] = [];
  for await (const batch of stream) {
    for (const game of gamesOf(batch)) {
      games.push(game.numbers);
      extras.push(game.extras);
    }
  }
  return { spec: stream.spec, games, extras, summary: stream.summary };
}

async function* withHeader<T>(header: T, games: AsyncIterable<Game[]>): AsyncGenerator<T | { games: { games: Game[] } }> {
  yield header;
  for await (const list of games) yield { games: { games: list } };
}

async function* none(): AsyncGenerator<Game[]> {}

async function* importRequests(file: AsyncIterable<Uint8Array>, lottery: string): AsyncGenerator<ImportDrawsRequest> {
  yield { header: { lottery } };
  for await (const bytes of file) {
    for (let at = 0; at < bytes.length; at += FILE_PIECE_BYTES) yield { data: Buffer.from(bytes.subarray(at, at + FILE_PIECE_BYTES)) };
  }
}
