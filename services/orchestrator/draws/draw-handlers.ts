import { DezenasError, invalidArgument } from '../../shared/errors.js';
import type { GetHistoryRequest__Output } from '../../shared/grpc/generated/dezenas/v1/GetHistoryRequest.js';
import type { GetHistoryResponse } from '../../shared/grpc/generated/dezenas/v1/GetHistoryResponse.js';
import type { History as HistoryMessage } from '../../shared/grpc/generated/dezenas/v1/History.js';
import type { ImportDrawsRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ImportDrawsRequest.js';
import type { ImportDrawsResponse } from '../../shared/grpc/generated/dezenas/v1/ImportDrawsResponse.js';
import { type CallContext, clientStream, unary } from '../../shared/grpc/handlers.js';
import type { Logger } from '../../shared/logging.js';
import { DEFAULT_LOTTERY, findLottery, LOTTERIES } from '../../shared/lotteries/catalogue.js';
import type { Lottery } from '../../shared/lotteries/lottery.js';
import { createHistory, type History } from './history.js';
import type { HistoryStore } from './history-store.js';
import { readDrawsFile } from './read-draws-file.js';

const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** The handlers of DrawService. */
export function createDrawHandlers(store: HistoryStore, logger: Logger) {
  return {
    ImportDraws: clientStream(logger, (requests: AsyncIterable<ImportDrawsRequest__Output>, context) =>
      importDraws(requests, store, context),
    ),
    GetHistory: unary(logger, (request: GetHistoryRequest__Output) => getHistory(request, store)),
  };
}

async function importDraws(
  requests: AsyncIterable<ImportDrawsRequest__Output>,
  store: HistoryStore,
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
  const { draws, warnings } = readDrawsFile(Buffer.concat(pieces), lottery);
  const history = createHistory(lottery.id, draws);
  await store.save(history);
  logger.info({ lottery: lottery.id, version: history.version, draws: draws.length }, 'draws imported');
  return { history: toHistoryMessage(history), warnings };
}

async function getHistory(request: GetHistoryRequest__Output, store: HistoryStore): Promise<GetHistoryResponse> {
  const lottery = lotteryOf(request.lottery, 'lottery');
  const history = await store.latest(lottery.id);
  if (!history) throw new DezenasError('NOT_FOUND', `no draws of ${lottery.name} were imported`, { reason: 'NO_HISTORY' });
  return { history: toHistoryMessage(history) };
}

function lotteryOf(id: string, field: string): Lottery {
  const lottery = findLottery(id || DEFAULT_LOTTERY);
  if (lottery) return lottery;
  throw invalidArgument([{ field, description: `unknown lottery; known: ${LOTTERIES.map((known) => known.id).join(', ')}` }]);
}

function toHistoryMessage({ lottery, version, draws }: History): HistoryMessage {
  return { lottery, version, draws: draws.length, first: draws.at(-1), last: draws[0] };
}
