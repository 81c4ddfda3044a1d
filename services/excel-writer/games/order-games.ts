import { type GameColumns, gameBytes } from '../../core/game-columns.js';
import type { WorkbookDescription } from '../plan/workbook-description.js';
import { groupGames } from './group-games.js';
import { sortByScore, sortGames } from './sort-games.js';
import { SortedRuns } from './sorted-runs.js';

/** Limits for jobs that are sorted as a whole. */
export interface SortSettings {
  /** Memory for the games of a job, in bytes. */
  memoryBytes: number;
  /** Folder for the sort file of a larger job. */
  folder: string;
}

/**
 * Memory to sort a game whose numbers take `bytes`: a copy before and after sorting, each with 2 bytes of score and 1 of level, and two
 * 4-byte entries of the sort order.
 */
const bytesToSort = (bytes: number) => 2 * (bytes + 3) + 8;

/**
 * Yields the games in the order of the file. A job that is sorted as a whole is collected first, in memory or, when it is too large, in a
 * file.
 */
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
    for await (const games of groupGames(batches, bytes, buffers.sortChunk)) yield await sort(games);
    return;
  }
  const maxInMemory = Math.floor(memoryBytes / bytesToSort(bytes));
  if (spec.quantity <= maxInMemory) {
    for await (const games of groupGames(batches, bytes, spec.quantity)) yield await sort(games);
    return;
  }
  const runs = await SortedRuns.open(folder, bytes, order);
  try {
    for await (const games of groupGames(batches, bytes, maxInMemory)) await runs.add(await sort(games));
    yield* runs.merge(memoryBytes);
  } finally {
    await runs.close();
  }
}
