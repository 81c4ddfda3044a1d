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
/** Imports and fits: an import holds its whole file, and must not take its time. */
const IMPORTS_AT_ONCE = 2;
const LONGEST_IMPORT_MS = 60_000;
/** Of all draws of a lottery, from an API that is slow. */
const LONGEST_SYNC_MS = 3_600_000;

/** Where draws and models are kept, and made. */
interface DrawsWork {
  sources: SpecSources;
  thread: DrawsThread;
}

/** The handlers of DrawService. */
export function createDrawHandlers(sources: SpecSources, sync: DrawSync, thread: DrawsThread, logger: Logger) {
  const work = { sources, thread };
  const imports = new CallLimit(IMPORTS_AT_ONCE, LONGEST_IMPORT_MS);
  const syncs = new CallLimit(LOTTERIES.length, LONGEST_SYNC_MS);
  return {
    ImportDraws: clientStream(logger, (requests: AsyncIterable<ImportDrawsRequest__Output>, context) =>
      imports.run(context, () => importDraws(requests, work, context)),
    ),
    SyncDraws: serverStream(logger, (request: SyncDrawsRequest__Output, context) =>
      syncs.stream(context, () => syncDraws(request, sync, work, context)),
    ),
    GetHistory: unary(logger, (request: GetHistoryRequest__Output) => getHistory(request, sources)),
    FitPopularity: unary(logger, (request: FitPopularityRequest__Output, context) => imports.run(context, () => fitAgain(request, work))),
    GetPopularity: unary(logger, (request: GetPopularityRequest__Output) => getPopularity(request, sources)),
    GetStatistics: unary(logger, (request: GetStatisticsRequest__Output) => getStatistics(request, sources)),
  };
}

async function importDraws(
  requests: AsyncIterable<ImportDrawsRequest__Output>,
  work: DrawsWork,
  { logger }: CallContext,
): Promise<ImportDrawsResponse> {
  let lottery: Lottery | undefined;
  let size = 0;
  const pieces: Buffer[] = [];
  for await (const { header, data } of requests) {
    if (header) {
      if (lottery) throw invalidArgument([{ field: 'header', description: 'must come once' }]);
      lottery = lotteryOf(header.lottery, 'header.lottery');
    } else if (data) {
      if (!lottery) throw invalidArgument([{ field: 'header', description: 'must be the first message' }]);
      size += data.length;
      if (size > MAX_FILE_BYTES) throw invalidArgument([{ field: 'data', description: `larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB` }]);
      pieces.push(data);
    }
  }
  if (!lottery) throw invalidArgument([{ field: 'header', description: 'required' }]);
  const file = await work.thread.read(Buffer.concat(pieces), lottery);
  const found = lottery;
  let earlier: History | undefined;
  const history = await work.sources.histories.change(found.id, (latest) => {
    earlier = latest;
    return historyWith(file, found, latest);
  });
  logger.info({ lottery: lottery.id, version: history.version, draws: history.draws.length }, 'draws imported');
  const popularity = await fitIfPossible(lottery, history, work);
  const { summary, warnings } = summarizeImport(file, earlier, history);
  return { history: toHistoryMessage(history), warnings, popularity: popularity && toPopularity(popularity), summary };
}

async function* syncDraws(
  request: SyncDrawsRequest__Output,
  sync: DrawSync,
  work: DrawsWork,
  { signal, logger }: CallContext,
): AsyncGenerator<SyncDrawsResponse, void, undefined> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  if (!lottery.resultsName) {
    const known = LOTTERIES.filter(({ resultsName }) => resultsName).map(({ id }) => id);
    throw invalidArgument([{ field: 'lottery', description: `has no results API; those that have one: ${known.join(', ')}` }]);
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
    // A caller that stops asking ends the sync, which saves what it has.
    await steps.return(undefined as never);
  }
  const { history, changed, warnings } = step.value;
  logger.info({ lottery: lottery.id, version: history.version, draws: history.draws.length, fetched: total }, 'draws synced');
  const before = await work.sources.popularity.latest(lottery.id);
  const fitted = !changed && before?.historyVersion === history.version ? before : await fitIfPossible(lottery, history, work);
  yield { fetched: total, total, history: toHistoryMessage(history), warnings, popularity: fitted && toPopularity(fitted) };
}

/** The draws of a file; or those that are there, with the winnings of a file that has nothing else. */
function historyWith({ draws, winnings }: DrawsFile, lottery: Lottery, latest: History | undefined): History {
  if (!winnings) return createHistory(lottery.id, draws);
  return createHistory(
    lottery.id,
    there(latest, lottery).draws.map((draw) => ({ ...draw, winnings: winnings.get(draw.number) ?? draw.winnings })),
  );
}

async function fitIfPossible(lottery: Lottery, history: History, work: DrawsWork): Promise<PopularityModel | undefined> {
  try {
    return await fitAndSave(lottery, history, work);
  } catch (error) {
    if (error instanceof DezenasError && error.reason === 'NO_WINNINGS') return undefined;
    throw error;
  }
}

async function fitAgain(request: FitPopularityRequest__Output, work: DrawsWork): Promise<FitPopularityResponse> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  return { popularity: toPopularity(await fitAndSave(lottery, await historyOf(lottery, work.sources.histories), work)) };
}

async function fitAndSave(lottery: Lottery, history: History, { sources, thread }: DrawsWork): Promise<PopularityModel> {
  const model = await thread.fit(lottery, history);
  await sources.popularity.save(model);
  return model;
}

async function getPopularity(request: GetPopularityRequest__Output, { popularity }: SpecSources): Promise<GetPopularityResponse> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  const model = await popularity.latest(lottery.id);
  if (!model) throw new DezenasError('NOT_FOUND', `no popularity model of ${lottery.name} was fitted`, { reason: 'NO_POPULARITY' });
  return { popularity: toPopularity(model) };
}

async function getHistory(request: GetHistoryRequest__Output, { histories }: SpecSources): Promise<GetHistoryResponse> {
  return { history: toHistoryMessage(await historyOf(lotteryOf(request.lottery, 'lottery'), histories)) };
}

async function getStatistics(request: GetStatisticsRequest__Output, { histories }: SpecSources): Promise<GetStatisticsResponse> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  return statisticsOf(request, lottery, await historyOf(lottery, histories));
}

async function historyOf(lottery: Lottery, histories: SpecSources['histories']): Promise<History> {
  return there(await histories.latest(lottery.id), lottery);
}

function there(history: History | undefined, lottery: Lottery): History {
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

function toPopularity({ effects, quality, ...model }: PopularityModel): Popularity {
  const numbers = effects.map((effect, i) => ({ number: i + 1, factor: Math.exp(effect) })).toSorted((a, b) => b.factor - a.factor);
  return { ...model, ...quality, numbers };
}
