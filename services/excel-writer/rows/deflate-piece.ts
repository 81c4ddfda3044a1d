import { constants, deflateRawSync } from 'node:zlib';

/** Compresses bytes to raw deflate data ended by an empty stored block, on a byte boundary and not the last: pieces join by concatenation. */
export function deflatePiece(bytes: Uint8Array, level: number): Buffer {
  return deflateRawSync(bytes, { level, memLevel: 9, finishFlush: constants.Z_SYNC_FLUSH });
}

/** Ends joined pieces: the final, empty block. */
export const DEFLATE_END = Uint8Array.from([0x03, 0x00]);
