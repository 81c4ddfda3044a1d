/** Runs in each worker thread of the pool: encodes games to row XML and compresses it, about 1 MiB at a time. */

import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { BlockTask, DeflatedBlock } from './block-task.js';
import { crcOf, deflatePiece } from './deflate-piece.js';
import { RowEncoder } from './row-encoder.js';

/** XML kept in memory at once; zlib is fastest at about this size. */
const PIECE_BYTES = 1024 * 1024;

const buffer = new Uint8Array(PIECE_BYTES);

export default function encodeBlock({ layout, games, gameNumber }: BlockTask): DeflatedBlock {
  const encoder = new RowEncoder(layout);
  const rowsAtOnce = Math.max(1, Math.floor(PIECE_BYTES / encoder.maxRowBytes));
  const block: DeflatedBlock = { pieces: [], crc: 0, length: 0 };
  for (let start = 0; start < games.count; start += rowsAtOnce) {
    const end = Math.min(games.count, start + rowsAtOnce);
    const xml = buffer.subarray(0, encoder.encode(games, start, end, gameNumber + start, buffer));
    block.crc = crcOf(xml, block.crc);
    block.length += xml.length;
    block.pieces.push(deflatePiece(xml));
  }
  return move({
    [transferableSymbol]: block.pieces.map((piece) => piece.buffer),
    [valueSymbol]: block,
  }) as unknown as DeflatedBlock;
}
