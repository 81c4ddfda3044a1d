import type { CallContext } from '../shared/grpc/handlers.js';

/** Most games a request may ask for, and why not more. */
export interface QuantityLimit {
  games: number;
  reason: string;
}

/** Of requests that generate nothing: what this server would run is no bound of theirs. */
export const NO_LIMIT: QuantityLimit = { games: 1_000_000_000, reason: 'more than any server takes' };

/** The limit of the server or, where that is lower, of the caller's token. */
export function quantityLimit(maxQuantity: number, caller: CallContext['caller']): QuantityLimit {
  const own = caller?.maxQuantity ?? maxQuantity;
  if (own < maxQuantity) return { games: own, reason: 'the limit of this caller' };
  return { games: maxQuantity, reason: 'the limit of this server (MAX_QUANTITY)' };
}
