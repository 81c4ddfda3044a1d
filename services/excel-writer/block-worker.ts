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
  const pieces: Uint8Array[] = [];
  let crc = 0;
  let length = 0;
  for (let start = 0; start < games.count; start += rowsAtOnce) {
    const end = Math.min(games.count, start + rowsAtOnce);
    const xml = buffer.subarray(0, encoder.encode(games, start, end, gameNumber + start, buffer));
    crc = crcOf(xml, crc);
    length += xml.length;
    pieces.push(deflatePiece(xml));
  }
  const bytes = join(pieces);
  const block: DeflatedBlock = { bytes, crc, length };
  return move({ [transferableSymbol]: [bytes.buffer], [valueSymbol]: block }) as unknown as DeflatedBlock;
}

/** In memory of their own: Node may keep small buffers in a pool, and a pool cannot be handed over. */
function join(pieces: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
