import type { GameColumns } from './row-encoder.js';

/** Games in groups of exactly `size` (the last may be smaller), in order. Holds one group. */
export async function* regroup(batches: AsyncIterable<GameColumns>, picks: number, size: number): AsyncGenerator<GameColumns> {
  let group = emptyGroup(picks, size);
  for await (const batch of batches) {
    for (let taken = 0; taken < batch.count; ) {
      const count = Math.min(size - group.count, batch.count - taken);
      group.numbers.set(batch.numbers.subarray(taken * picks, (taken + count) * picks), group.count * picks);
      group.scores.set(batch.scores.subarray(taken * 2, (taken + count) * 2), group.count * 2);
      group.levels.set(batch.levels.subarray(taken, taken + count), group.count);
      group.count += count;
      taken += count;
      if (group.count < size) continue;
      yield group;
      group = emptyGroup(picks, size);
    }
  }
  if (group.count > 0) yield group;
}

function emptyGroup(picks: number, size: number): GameColumns {
  return { count: 0, numbers: new Uint8Array(size * picks), scores: new Uint8Array(size * 2), levels: new Uint8Array(size) };
}
