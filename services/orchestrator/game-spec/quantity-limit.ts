import type { Spec } from '../../domain/game-spec/spec.js';
import { type DezenasError, invalidArgument } from '../../shared/errors.js';
import type { CallContext } from '../../shared/grpc/server/handlers.js';

/** Most games a request may ask for, and why not more. */
export interface QuantityLimit {
  games: number;
  reason: string;
}

/** Of requests that generate nothing: what this server would run is no bound of theirs. */
export const NO_LIMIT: QuantityLimit = { games: 1_000_000_000, reason: 'more than any server takes' };

/** Games of which only the best are kept are not written: so many for each that may be. */
const BEST_OF_FACTOR = 10;

/** The limit of the server or, where that is lower, of the caller's token. */
export function quantityLimit(maxQuantity: number, caller: CallContext['caller']): QuantityLimit {
  const own = caller?.maxQuantity ?? maxQuantity;
  if (own < maxQuantity) return { games: own, reason: 'the limit of this caller' };
  return { games: maxQuantity, reason: 'the limit of this server (MAX_QUANTITY)' };
}

/** Most games that the best may be chosen from. */
export function bestOfLimit({ games, reason }: QuantityLimit): QuantityLimit {
  return { games: games * BEST_OF_FACTOR, reason: `${BEST_OF_FACTOR} times ${reason}` };
}

/**
 * Of a job that someone else may have made: whether a caller may have its games generated again.
 * @param field what names the job in the request.
 * @throws DezenasError INVALID_ARGUMENT when it may not.
 */
export function checkJobLimit(field: string, { quantity, bestOf = 0 }: Spec, limit: QuantityLimit): void {
  const best = bestOfLimit(limit);
  if (quantity > limit.games) throw tooMany(field, quantity, limit);
  if (bestOf > best.games) throw tooMany(field, bestOf, best);
}

function tooMany(field: string, games: number, limit: QuantityLimit): DezenasError {
  return invalidArgument([{ field, description: `generates ${games} games, more than ${limit.games}: ${limit.reason}` }]);
}
