/** The contract between the excel-writer's main thread and its worker threads. */

import type { GameColumns } from '../../core/game-columns.js';
import type { RowLayout } from './row-layout.js';

/** A write buffer: consecutive games of one sheet. */
export interface BlockTask {
  layout: RowLayout;
  games: GameColumns;
  /** Sheet row of the first game; the first game of a sheet is on FIRST_ROW. */
  row: number;
  /** Number of the first game within the job, from 1. */
  gameNumber: number;
}

/** Raw deflate data that ends on a byte boundary and is not marked as final, so that blocks join by concatenation. */
export interface DeflatedBlock {
  bytes: Uint8Array;
  /** CRC-32 of the inflated bytes. */
  crc: number;
  /** Number of inflated bytes. */
  length: number;
}
