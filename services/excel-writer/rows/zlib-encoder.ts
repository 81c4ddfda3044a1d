import { crc32 } from 'node:zlib';
import type { DeflatedBlock, RowBlock } from './block-task.js';
import { ByteCollector } from './byte-collector.js';
import { deflatePiece } from './deflate-piece.js';
import { RowEncoder } from './row-encoder.js';

/** XML kept in memory at once; zlib is fastest at about this size. */
const PIECE_BYTES = 1024 * 1024;

const buffer = new Uint8Array(PIECE_BYTES);
const collector = new ByteCollector();

/** Games to row XML, and that to raw deflate data by zlib, about 1 MiB at a time. */
export function encodeByZlib({ layout, games, row, gameNumber }: RowBlock, level: number): DeflatedBlock {
  const encoder = new RowEncoder(layout);
  const rowsAtOnce = Math.max(1, Math.floor(PIECE_BYTES / encoder.maxRowBytes));
  collector.clear();
  let crc = 0;
  let length = 0;
  for (let start = 0; start < games.count; start += rowsAtOnce) {
    const end = Math.min(games.count, start + rowsAtOnce);
    const xml = buffer.subarray(0, encoder.encode(games, start, end, row + start, gameNumber + start, buffer));
    crc = crc32(xml, crc);
    length += xml.length;
    collector.append(deflatePiece(xml, level));
  }
  return { bytes: collector.copy(), crc, length };
}
