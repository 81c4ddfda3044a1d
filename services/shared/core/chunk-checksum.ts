import { crc32 } from 'node:zlib';
import type { ChunkOrder, ChunkReport } from './program.js';

/** Games of a chunk, or of a part of it, in packed columns. */
export interface Columns {
  numbers: Uint8Array;
  scores: Uint8Array;
  levels: Uint8Array;
}

/**
 * CRC-32 of a whole answer: what was asked for (a program by its key, an order, the games before it), the report, and the
 * columns. Both sides compute it from what they have, so an answer to another question is found out like damaged bytes.
 * @param parts the chunk's columns, whole or in batches.
 */
export function chunkChecksum(
  programKey: string,
  order: ChunkOrder,
  windowGames: Uint8Array,
  report: ChunkReport,
  parts: readonly Columns[],
): number {
  const { chunk, outcome, games, cursor, rejections, gamesByLevel } = report;
  const asked = [programKey, order.chunk, order.quantity, order.cursor, chunk, outcome, games, cursor, rejections, gamesByLevel];
  const columns = (['numbers', 'scores', 'levels'] as const).flatMap((column) => parts.map((part) => part[column]));
  // zlib begins anew at an array without memory, as one of no bytes may be.
  return [windowGames, ...columns].reduce((sum, bytes) => (bytes.length > 0 ? crc32(bytes, sum) : sum), crc32(asked.join('/')));
}
