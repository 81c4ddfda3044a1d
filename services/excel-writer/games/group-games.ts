import { appendGames, emptyGames, type GameColumns, sliceGames } from '../../core/game-columns.js';

/**
 * Regroups games in order into groups of exactly `size` games; the last group may be smaller. Holds one group in memory.
 * `bytes` is the size of a packed game.
 */
export async function* groupGames(batches: AsyncIterable<GameColumns>, bytes: number, size: number): AsyncGenerator<GameColumns> {
  let group = emptyGames(bytes, size);
  for await (const batch of batches) {
    for (let taken = 0; taken < batch.count; ) {
      const count = Math.min(size - group.count, batch.count - taken);
      appendGames(group, sliceGames(batch, bytes, taken, taken + count), bytes);
      taken += count;
      if (group.count < size) continue;
      yield group;
      group = emptyGames(bytes, size);
    }
  }
  if (group.count > 0) yield group;
}
