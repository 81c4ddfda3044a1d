/** Reads the file of games that every writer of the benchmark uses. A game has 9 bytes: six numbers, the score (little-endian u16), the level. */

import { readFileSync } from 'node:fs';
import type { Batch } from '../../../services/core/batch.js';

export const PICKS = 6;
export const GAME_BYTES = PICKS + 3;
const BATCH_GAMES = 5_000;

/** Returns the games of such a file in the batches that a generator would send. */
export function* readBatches(path: string): Generator<Batch> {
  const bytes = readFileSync(path);
  for (let start = 0; start < bytes.length; start += BATCH_GAMES * GAME_BYTES) {
    const count = Math.min(BATCH_GAMES, (bytes.length - start) / GAME_BYTES);
    const batch: Batch = {
      chunk: 0,
      offset: start / GAME_BYTES,
      count,
      picks: PICKS,
      extraPicks: 0,
      numbers: new Uint8Array(count * PICKS),
      scores: new Uint8Array(count * 2),
      levels: new Uint8Array(count),
    };
    for (let i = 0, at = start; i < count; i++, at += GAME_BYTES) {
      for (let n = 0; n < PICKS; n++) batch.numbers[i * PICKS + n] = bytes[at + n];
      batch.scores[i * 2] = bytes[at + PICKS];
      batch.scores[i * 2 + 1] = bytes[at + PICKS + 1];
      batch.levels[i] = bytes[at + PICKS + 2];
    }
    yield batch;
  }
}
