import type { CheckGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/CheckGamesRequest.js';
import type { ValidateGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ValidateGamesRequest.js';
import { bidiStream, clientStream } from '../../shared/grpc/server/handlers.js';
import type { Logger } from '../../shared/observability/logging.js';
import type { CallLimit } from './call-limit.js';
import { type CheckGamesOptions, checkGames } from './check-games.js';
import { validateGames } from './validate-games.js';

export interface GamesHandlersOptions extends CheckGamesOptions {
  limit: CallLimit;
  logger: Logger;
}

/** Creates the handlers of JobService that judge games: the caller's own games, or the games of a job or a spec. */
export function createGamesHandlers(options: GamesHandlersOptions) {
  return {
    ValidateGames: bidiStream(options.logger, (requests: AsyncIterable<ValidateGamesRequest__Output>, context) =>
      options.limit.stream(context, () => validateGames(requests, options.sources)),
    ),
    CheckGames: clientStream(options.logger, (requests: AsyncIterable<CheckGamesRequest__Output>, context) =>
      options.limit.run(context, () => checkGames(requests, options, context)),
    ),
  };
}
