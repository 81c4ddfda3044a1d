import type { CallContext } from '../shared/grpc/handlers.js';

/** The most games one request may ask for: the limit of the server or, where that is lower, of the caller's token. */
export function quantityLimit(maxQuantity: number, caller: CallContext['caller']): { games: number; reason: string } {
  const own = caller?.maxQuantity ?? maxQuantity;
  if (own < maxQuantity) return { games: own, reason: 'the limit of this caller' };
  return { games: maxQuantity, reason: 'the limit of this server (MAX_QUANTITY)' };
}
