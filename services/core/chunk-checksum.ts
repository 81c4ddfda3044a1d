import { crc32 } from 'node:zlib';
import type { GameColumns } from './game-columns.js';
import type { ChunkOrder, ChunkReport } from './program.js';

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
  parts: readonly GameColumns[],
): number {
  const { chunk, outcome, games, cursor, rejections, gamesByLevel } = report;
  const asked = [programKey, order.chunk, order.quantity, order.cursor, chunk, outcome, games, cursor, rejections, gamesByLevel];
  const columns = (['numbers', 'scores', 'levels'] as const).flatMap((column) => parts.map((part) => part[column]));
  // zlib begins anew at an array without memory, as one of no bytes may be.
  return [windowGames, ...columns].reduce((sum, bytes) => (bytes.length > 0 ? crc32(bytes, sum) : sum), crc32(asked.join('/')));
}
