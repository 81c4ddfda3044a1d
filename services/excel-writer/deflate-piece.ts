import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Compresses bytes to raw deflate data ended by an empty stored block, on a byte boundary and not the last: pieces join by concatenation. */
export function deflatePiece(bytes: Uint8Array, level: number): Buffer {
  return deflateRawSync(bytes, { level, memLevel: 9, finishFlush: constants.Z_SYNC_FLUSH });
}

/** Ends joined pieces: the final, empty block. */
export const DEFLATE_END = Uint8Array.from([0x03, 0x00]);

/** CRC-32 of bytes that follow bytes with the given CRC-32. */
export function crcOf(bytes: Uint8Array, before = 0): number {
  return crc32(bytes, before);
}
