/** The contract between the excel-writer's main thread and its worker threads. */

import type { GameColumns } from './row-encoder.js';
import type { RowLayout } from './row-layout.js';

/** One write buffer: games to encode and compress. */
export interface BlockTask {
  layout: RowLayout;
  games: GameColumns;
  /** Number of the first game on the sheet, from 1. */
  gameNumber: number;
}

/** A run of raw deflate data that ends on a byte boundary, so runs can be joined. */
export interface DeflatedBlock {
  bytes: Uint8Array;
  /** CRC-32 and length of what the bytes inflate to. */
  crc: number;
  length: number;
}
