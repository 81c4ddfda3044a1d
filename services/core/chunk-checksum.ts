import { crc32 } from 'node:zlib';
import type { GameColumns } from './game-columns.js';
import type { ChunkOrder, ChunkReport } from './program.js';

/**
 * Computes the CRC-32 of an answer: of the request (the program by its key, the order, the earlier games), the report and
 * the columns. Caller and generator compute the checksum independently, so that an answer to another request is detected
 * like damaged bytes.
 * @param parts the chunk's columns, in one part or in batches.
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
  // zlib restarts the checksum for an array without memory, which an empty array may be.
  return [windowGames, ...columns].reduce((sum, bytes) => (bytes.length > 0 ? crc32(bytes, sum) : sum), crc32(asked.join('/')));
}
