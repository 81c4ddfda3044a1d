import type { CheckGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/CheckGamesRequest.js';
import type { ValidateGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ValidateGamesRequest.js';
import { bidiStream, clientStream } from '../../shared/grpc/server/handlers.js';
import type { Logger } from '../../shared/observability/logging.js';
import type { CallLimit } from './call-limit.js';
import { type CheckSources, checkGames } from './check-handlers.js';
import { validateGames } from './validation-handlers.js';

export interface GamesHandlersOptions extends CheckSources {
  limit: CallLimit;
  logger: Logger;
}

/** The handlers of JobService that look at games: a caller's own, or those of a job. */
export function gamesHandlers(options: GamesHandlersOptions) {
  return {
    ValidateGames: bidiStream(options.logger, (requests: AsyncIterable<ValidateGamesRequest__Output>, context) =>
      options.limit.stream(context, () => validateGames(requests, options.sources)),
    ),
    CheckGames: clientStream(options.logger, (requests: AsyncIterable<CheckGamesRequest__Output>, context) =>
      options.limit.run(context, () => checkGames(requests, options, context)),
    ),
  };
}
