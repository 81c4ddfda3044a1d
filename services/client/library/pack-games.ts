import { MAX_BATCH_GAMES } from '../../core/batch.js';
import type { GameBatch } from '../../shared/grpc/generated/dezenas/v1/GameBatch.js';
import type { Game } from './messages.js';

/** The games of one message. */
export type GamesMessage = { games: { games: Game[] } } | { batch: GameBatch };

/**
 * Packs games of one size into a batch, which is several times faster to send and read than a list of messages. Games that do not fit a
 * batch are sent as they are: the service says what is wrong with them.
 */
export function packGames(games: Game[]): GamesMessage {
  const picks = games[0]?.numbers?.length ?? 0;
  const extraPicks = games[0]?.extras?.length ?? 0;
  if (picks === 0 || games.length > MAX_BATCH_GAMES) return { games: { games } };
  const bytes = picks + extraPicks;
  const numbers = Buffer.alloc(games.length * bytes);
  for (const [i, { numbers: own = [], extras = [] }] of games.entries()) {
    if (own.length !== picks || extras.length !== extraPicks) return { games: { games } };
    for (let at = 0; at < bytes; at++) {
      const number = at < picks ? own[at] : extras[at - picks];
      if (!Number.isInteger(number) || number < 0 || number > 255) return { games: { games } };
      numbers[i * bytes + at] = number;
    }
  }
  const count = games.length;
  return { batch: { count, picks, extraPicks, numbers, scores: Buffer.alloc(count * 2), levels: Buffer.alloc(count) } };
}
