import type { Batch } from './batch.js';
import { type Core, SLICE_CANDIDATES } from './core.js';
import { countLevels } from './level.js';
import type { ChunkOrder, ChunkReport, Program } from './program.js';

/**
 * Generates the chunk that `order` describes, on a configured core. After each slice of candidates, yields the games found in
 * the slice, or undefined if there are none, so that the caller can stop between slices. Returns the report when the chunk is
 * complete, the candidates are exhausted, or the core gives up.
 */
export function* walkChunk(
  core: Core,
  program: Program,
  order: ChunkOrder,
  windowGames: Uint8Array,
): Generator<Batch | undefined, ChunkReport> {
  core.startChunk(order, program.chunkCount, windowGames);
  const gamesByLevel = [0, 0, 0, 0];
  let offset = 0;
  for (;;) {
    const { stop, games } = core.generate(order.quantity - offset, SLICE_CANDIDATES);
    if (games.count > 0) {
      countLevels(games.levels).forEach((count, i) => {
        gamesByLevel[i] += count;
      });
      yield { chunk: order.chunk, offset, picks: program.picks, extraPicks: program.extraPicks, ...games };
      offset += games.count;
    } else {
      yield undefined;
    }
    const complete = offset === order.quantity;
    if (complete || stop === 'EXHAUSTED' || stop === 'GAVE_UP') {
      const outcome = complete ? 'COMPLETE' : (stop as 'EXHAUSTED' | 'GAVE_UP');
      return { chunk: order.chunk, outcome, games: offset, cursor: core.cursor, rejections: core.rejections, gamesByLevel };
    }
  }
}
