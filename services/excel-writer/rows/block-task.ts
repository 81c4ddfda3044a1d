/** The contract between the excel-writer's main thread and its worker threads. */

import type { GameColumns } from '../../core/game-columns.js';
import type { Compression } from './compression.js';
import type { RowLayout } from './row-layout.js';

/** One write buffer: games that follow each other on a sheet. */
export interface RowBlock {
  layout: RowLayout;
  games: GameColumns;
  /** Row of the first game on the sheet, from FIRST_ROW. */
  row: number;
  /** Its number, from 1. */
  gameNumber: number;
}

export interface BlockTask extends RowBlock {
  compression: Compression;
}

/** A run of raw deflate data that ends on a byte boundary, so runs can be joined. */
export interface DeflatedBlock {
  bytes: Uint8Array;
  /** CRC-32 and length of what the bytes inflate to. */
  crc: number;
  length: number;
}
