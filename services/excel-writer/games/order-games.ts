import { type GameColumns, gameBytes } from '../../core/game-columns.js';
import type { WorkbookDescription } from '../plan/workbook-description.js';
import { regroup } from './group-games.js';
import { sortByScore, sortGames } from './sort-games.js';
import { SortedRuns } from './sorted-runs.js';

/** Where games that are sorted as a whole go. */
export interface SortSettings {
  /** Bytes they may take in memory. */
  memoryBytes: number;
  /** Where they go beyond that. */
  folder: string;
}

/** Sorting takes games twice and two numbers of 4 bytes each; a game is its numbers, 2 bytes of score and 1 of level. */
const bytesToSort = (bytes: number) => 2 * (bytes + 3) + 8;

/** The games in the order of the file. Those that are sorted as a whole wait: in memory, or in a file when they are too many. */
export async function* orderGames(
  batches: AsyncIterable<GameColumns>,
  { spec, order, buffers }: WorkbookDescription,
  { memoryBytes, folder }: SortSettings,
): AsyncGenerator<GameColumns> {
  if (order === 'GENERATED') {
    yield* batches;
    return;
  }
  const bytes = gameBytes(spec);
  const sort = (games: GameColumns) => (order === 'BY_SCORE' ? sortByScore(games, bytes) : sortGames(games, bytes));
  if (order === 'SORTED_CHUNKS') {
    for await (const games of regroup(batches, bytes, buffers.sortChunk)) yield await sort(games);
    return;
  }
  const most = Math.floor(memoryBytes / bytesToSort(bytes));
  if (spec.quantity <= most) {
    for await (const games of regroup(batches, bytes, spec.quantity)) yield await sort(games);
    return;
  }
  const runs = await SortedRuns.open(folder, bytes, order);
  try {
    for await (const games of regroup(batches, bytes, most)) await runs.add(await sort(games));
    yield* runs.merge(memoryBytes);
  } finally {
    await runs.close();
  }
}
