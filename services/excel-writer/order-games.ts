import { regroup } from './regroup.js';
import type { GameColumns } from './row-encoder.js';
import { sortByScore, sortGames } from './sort-games.js';
import { valuesOf, type WorkbookDescription } from './workbook-description.js';

/** The games in the order of the file. Sorted as a whole they wait in memory: there are at most a million then. */
export async function* orderGames(
  batches: AsyncIterable<GameColumns>,
  { spec, order, buffers }: WorkbookDescription,
): AsyncGenerator<GameColumns> {
  if (order === 'GENERATED') {
    yield* batches;
    return;
  }
  const bytes = valuesOf(spec);
  const run = order === 'SORTED_CHUNKS' ? buffers.sortChunk : spec.quantity;
  for await (const games of regroup(batches, bytes, run))
    yield order === 'BY_SCORE' ? sortByScore(games, bytes) : await sortGames(games, bytes);
}
