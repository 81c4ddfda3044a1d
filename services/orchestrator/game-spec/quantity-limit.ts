import type { Spec } from '../../domain/game-spec/spec.js';
import { type DezenasError, invalidArgument } from '../../shared/errors.js';
import type { CallContext } from '../../shared/grpc/server/handlers.js';

/** The greatest quantity that a request may have, and whose limit it is. */
export interface QuantityLimit {
  games: number;
  reason: string;
}

/** The limit of requests that generate no games. MAX_QUANTITY does not apply to them. */
export const NO_LIMIT: QuantityLimit = { games: 1_000_000_000, reason: 'the limit of any server' };

/** How many games may be generated for each game of the limit. Only the best games are stored, so generating more costs no space. */
const BEST_OF_FACTOR = 10;

/** Returns the limit of the server, or the limit of the caller's token if that is lower. */
export function quantityLimit(maxQuantity: number, caller: CallContext['caller']): QuantityLimit {
  const own = caller?.maxQuantity ?? maxQuantity;
  if (own < maxQuantity) return { games: own, reason: 'the limit of this caller' };
  return { games: maxQuantity, reason: 'the limit of this server (MAX_QUANTITY)' };
}

/** Returns the limit of best_of, the count of games from which the best are chosen. */
export function bestOfLimit({ games, reason }: QuantityLimit): QuantityLimit {
  return { games: games * BEST_OF_FACTOR, reason: `${BEST_OF_FACTOR} times ${reason}` };
}

/**
 * Checks that a caller may generate the games of a job again. A caller with a higher limit may have created the job.
 * @param field the field of the request that names the job.
 * @throws DezenasError INVALID_ARGUMENT when the job exceeds the limit.
 */
export function checkJobLimit(field: string, { quantity, bestOf = 0 }: Spec, limit: QuantityLimit): void {
  const best = bestOfLimit(limit);
  if (quantity > limit.games) throw tooManyGamesError(field, quantity, limit);
  if (bestOf > best.games) throw tooManyGamesError(field, bestOf, best);
}

function tooManyGamesError(field: string, games: number, limit: QuantityLimit): DezenasError {
  return invalidArgument([{ field, description: `generates ${games} games, more than ${limit.games}: ${limit.reason}` }]);
}
