import { DezenasError } from '../shared/errors.js';
import type { GameBatch, GameBatch__Output } from '../shared/grpc/generated/dezenas/v1/GameBatch.js';
import { type GameColumns, gameBytes } from './game-columns.js';

/** Maximum number of games per batch. Messages of 5,000 games carry about 13 million games per second over loopback. */
export const MAX_BATCH_GAMES = 5_000;

/** Consecutive games of one chunk. */
export interface Batch extends GameColumns {
  /** Index of the chunk. */
  chunk: number;
  /** Position of the first game inside the chunk. */
  offset: number;
  picks: number;
  /** Extras per game; they follow the numbers. */
  extraPicks: number;
}

export function toGameBatch(batch: Batch): GameBatch {
  return {
    chunk: batch.chunk,
    offset: batch.offset,
    count: batch.count,
    picks: batch.picks,
    extraPicks: batch.extraPicks,
    numbers: toBuffer(batch.numbers),
    scores: toBuffer(batch.scores),
    levels: toBuffer(batch.levels),
  };
}

/** Returns the score of the i-th game of a column of scores, in hundredths of a point. */
export function scoreAt(scores: Uint8Array, i: number): number {
  return scores[i * 2] | (scores[i * 2 + 1] << 8);
}

/** @throws DezenasError INVALID_ARGUMENT when the count is not allowed or the columns do not match it. */
export function fromGameBatch(message: GameBatch__Output): Batch {
  const { chunk, offset, count, picks, extraPicks, numbers, scores, levels } = message;
  if (count < 1 || count > MAX_BATCH_GAMES) {
    throw new DezenasError('INVALID_ARGUMENT', `malformed batch: a batch must have 1 to ${MAX_BATCH_GAMES} games, not ${count}`);
  }
  const isWellFormed =
    picks >= 1 &&
    extraPicks >= 0 &&
    numbers.length === count * gameBytes(message) &&
    scores.length === count * 2 &&
    levels.length === count;
  if (!isWellFormed) {
    const game = `${picks} numbers and ${extraPicks} extras`;
    throw new DezenasError('INVALID_ARGUMENT', `malformed batch: the columns do not match ${count} games of ${game}`);
  }
  return { chunk, offset, count, picks, extraPicks, numbers, scores, levels };
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
