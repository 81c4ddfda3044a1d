import { DEFAULT_LOTTERY, findLottery, LOTTERIES, UNKNOWN_LOTTERY } from '../../domain/lotteries/catalogue.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import type { PopularityModel } from '../../domain/scores/popularity.js';
import { DezenasError, invalidArgument } from '../../shared/errors.js';
import type { FitPopularityRequest__Output } from '../../shared/grpc/generated/dezenas/v1/FitPopularityRequest.js';
import type { FitPopularityResponse } from '../../shared/grpc/generated/dezenas/v1/FitPopularityResponse.js';
import type { GetHistoryRequest__Output } from '../../shared/grpc/generated/dezenas/v1/GetHistoryRequest.js';
import type { GetHistoryResponse } from '../../shared/grpc/generated/dezenas/v1/GetHistoryResponse.js';
import type { GetPopularityRequest__Output } from '../../shared/grpc/generated/dezenas/v1/GetPopularityRequest.js';
import type { GetPopularityResponse } from '../../shared/grpc/generated/dezenas/v1/GetPopularityResponse.js';
import type { GetStatisticsRequest__Output } from '../../shared/grpc/generated/dezenas/v1/GetStatisticsRequest.js';
import type { GetStatisticsResponse } from '../../shared/grpc/generated/dezenas/v1/GetStatisticsResponse.js';
import type { History as HistoryMessage } from '../../shared/grpc/generated/dezenas/v1/History.js';
import type { ImportDrawsRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ImportDrawsRequest.js';
import type { ImportDrawsResponse } from '../../shared/grpc/generated/dezenas/v1/ImportDrawsResponse.js';
import type { Popularity } from '../../shared/grpc/generated/dezenas/v1/Popularity.js';
import type { SyncDrawsRequest__Output } from '../../shared/grpc/generated/dezenas/v1/SyncDrawsRequest.js';
import type { SyncDrawsResponse } from '../../shared/grpc/generated/dezenas/v1/SyncDrawsResponse.js';
import { type CallContext, clientStream, serverStream, unary } from '../../shared/grpc/server/handlers.js';
import type { Logger } from '../../shared/observability/logging.js';
import { createHistory, type History } from '../draws/history/history.js';
import { statisticsOf } from '../draws/history/statistics.js';
import { summarizeImport } from '../draws/reading/import-summary.js';
import type { DrawsFile } from '../draws/reading/read-draws-file.js';
import type { DrawSync } from '../draws/sync/draw-sync.js';
import type { DrawsThread } from '../draws/thread/draws-thread.js';
import type { SpecSources } from '../game-spec/resolve-spec.js';
import { CallLimit } from './call-limit.js';

const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Imports and fits together. An import holds its whole file in memory. */
const MAX_CONCURRENT_IMPORTS = 2;
const MAX_IMPORT_MS = 60_000;
/** A sync may fetch all draws of a lottery, and the results API is slow. */
const MAX_SYNC_MS = 3_600_000;

/** The stores of histories and models, and the thread that reads files and fits models. */
interface DrawServices {
  sources: SpecSources;
  thread: DrawsThread;
}

/** Creates the handlers of DrawService. */
export function createDrawHandlers(sources: SpecSources, sync: DrawSync, thread: DrawsThread, logger: Logger) {
  const services = { sources, thread };
  const imports = new CallLimit(MAX_CONCURRENT_IMPORTS, MAX_IMPORT_MS);
  const syncs = new CallLimit(LOTTERIES.length, MAX_SYNC_MS);
  return {
    ImportDraws: clientStream(logger, (requests: AsyncIterable<ImportDrawsRequest__Output>, context) =>
      imports.run(context, () => importDraws(requests, services, context)),
    ),
    SyncDraws: serverStream(logger, (request: SyncDrawsRequest__Output, context) =>
      syncs.stream(context, () => syncDraws(request, sync, services, context)),
    ),
    GetHistory: unary(logger, (request: GetHistoryRequest__Output) => getHistory(request, sources)),
    FitPopularity: unary(logger, (request: FitPopularityRequest__Output, context) =>
      imports.run(context, () => fitLatest(request, services)),
    ),
    GetPopularity: unary(logger, (request: GetPopularityRequest__Output) => getPopularity(request, sources)),
    GetStatistics: unary(logger, (request: GetStatisticsRequest__Output) => getStatistics(request, sources)),
  };
}

async function importDraws(
  requests: AsyncIterable<ImportDrawsRequest__Output>,
  services: DrawServices,
  { logger }: CallContext,
): Promise<ImportDrawsResponse> {
  let lottery: Lottery | undefined;
  let size = 0;
  const pieces: Buffer[] = [];
  for await (const { header, data } of requests) {
    if (header) {
      if (lottery) throw invalidArgument([{ field: 'header', description: 'must not be repeated' }]);
      lottery = lotteryOf(header.lottery, 'header.lottery');
    } else if (data) {
      if (!lottery) throw invalidArgument([{ field: 'header', description: 'must be the first message' }]);
      size += data.length;
      if (size > MAX_FILE_BYTES)
        throw invalidArgument([{ field: 'data', description: `must be at most ${MAX_FILE_BYTES / 1024 / 1024} MiB` }]);
      pieces.push(data);
    }
  }
  if (!lottery) throw invalidArgument([{ field: 'header', description: 'required' }]);
  const file = await services.thread.read(Buffer.concat(pieces), lottery);
  const selected = lottery;
  let earlier: History | undefined;
  const history = await services.sources.histories.change(selected.id, (latest) => {
    earlier = latest;
    return applyFile(file, selected, latest);
  });
  logger.info({ lottery: selected.id, version: history.version, draws: history.draws.length }, 'draws imported');
  const popularity = await fitIfPossible(lottery, history, services);
  const { summary, warnings } = summarizeImport(file, earlier, history);
  return { history: toHistoryMessage(history), warnings, popularity: popularity && toPopularityMessage(popularity), summary };
}

async function* syncDraws(
  request: SyncDrawsRequest__Output,
  sync: DrawSync,
  services: DrawServices,
  { signal, logger }: CallContext,
): AsyncGenerator<SyncDrawsResponse, void, undefined> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  if (!lottery.resultsName) {
    const known = LOTTERIES.filter(({ resultsName }) => resultsName).map(({ id }) => id);
    throw invalidArgument([{ field: 'lottery', description: `has no results API; lotteries with one: ${known.join(', ')}` }]);
  }
  const steps = sync.run(lottery, lottery.resultsName, signal);
  let total = 0;
  let step = await steps.next();
  try {
    for (; !step.done; step = await steps.next()) {
      total = step.value.total;
      yield step.value;
    }
  } finally {
    // If the caller stops reading, this ends the sync, which then saves the fetched draws.
    await steps.return(undefined as never);
  }
  const { history, changed, warnings } = step.value;
  logger.info({ lottery: lottery.id, version: history.version, draws: history.draws.length, fetched: total }, 'draws synced');
  const before = await services.sources.popularity.latest(lottery.id);
  const fitted = !changed && before?.historyVersion === history.version ? before : await fitIfPossible(lottery, history, services);
  yield { fetched: total, total, history: toHistoryMessage(history), warnings, popularity: fitted && toPopularityMessage(fitted) };
}

/** Creates a history of the draws of a file. A file that has only winnings adds them to the draws of the latest history. */
function applyFile({ draws, winnings }: DrawsFile, lottery: Lottery, latest: History | undefined): History {
  if (!winnings) return createHistory(lottery.id, draws);
  return createHistory(
    lottery.id,
    requireHistory(latest, lottery).draws.map((draw) => ({ ...draw, winnings: winnings.get(draw.number) ?? draw.winnings })),
  );
}

async function fitIfPossible(lottery: Lottery, history: History, services: DrawServices): Promise<PopularityModel | undefined> {
  try {
    return await fitAndSave(lottery, history, services);
  } catch (error) {
    if (error instanceof DezenasError && error.reason === 'NO_WINNINGS') return undefined;
    throw error;
  }
}

async function fitLatest(request: FitPopularityRequest__Output, services: DrawServices): Promise<FitPopularityResponse> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  return { popularity: toPopularityMessage(await fitAndSave(lottery, await latestHistory(lottery, services.sources.histories), services)) };
}

async function fitAndSave(lottery: Lottery, history: History, { sources, thread }: DrawServices): Promise<PopularityModel> {
  const model = await thread.fit(lottery, history);
  await sources.popularity.save(model);
  return model;
}

async function getPopularity(request: GetPopularityRequest__Output, { popularity }: SpecSources): Promise<GetPopularityResponse> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  const model = await popularity.latest(lottery.id);
  if (!model) throw new DezenasError('NOT_FOUND', `no popularity model of ${lottery.name} was fitted`, { reason: 'NO_POPULARITY' });
  return { popularity: toPopularityMessage(model) };
}

async function getHistory(request: GetHistoryRequest__Output, { histories }: SpecSources): Promise<GetHistoryResponse> {
  return { history: toHistoryMessage(await latestHistory(lotteryOf(request.lottery, 'lottery'), histories)) };
}

async function getStatistics(request: GetStatisticsRequest__Output, { histories }: SpecSources): Promise<GetStatisticsResponse> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  return statisticsOf(request, lottery, await latestHistory(lottery, histories));
}

async function latestHistory(lottery: Lottery, histories: SpecSources['histories']): Promise<History> {
  return requireHistory(await histories.latest(lottery.id), lottery);
}

function requireHistory(history: History | undefined, lottery: Lottery): History {
  if (!history) throw new DezenasError('NOT_FOUND', `no draws of ${lottery.name} were imported`, { reason: 'NO_HISTORY' });
  return history;
}

function lotteryOf(id: string, field: string): Lottery {
  const lottery = findLottery(id || DEFAULT_LOTTERY);
  if (lottery) return lottery;
  throw invalidArgument([{ field, description: UNKNOWN_LOTTERY }]);
}

function toHistoryMessage({ lottery, version, draws }: History): HistoryMessage {
  return { lottery, version, draws: draws.length, first: draws.at(-1), last: draws[0] };
}

function toPopularityMessage({ effects, quality, ...model }: PopularityModel): Popularity {
  const numbers = effects.map((effect, i) => ({ number: i + 1, factor: Math.exp(effect) })).toSorted((a, b) => b.factor - a.factor);
  return { ...model, ...quality, numbers };
}
