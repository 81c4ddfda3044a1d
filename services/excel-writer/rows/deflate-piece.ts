import { constants, deflateRawSync } from 'node:zlib';

/** Compresses bytes to raw deflate data that ends with an empty stored block and is not final, so that pieces join by concatenation. */
export function deflatePiece(bytes: Uint8Array, level: number): Buffer {
  return deflateRawSync(bytes, { level, memLevel: 9, finishFlush: constants.Z_SYNC_FLUSH });
}

/** The final, empty block that ends a series of joined pieces. */
export const DEFLATE_END = Uint8Array.from([0x03, 0x00]);
