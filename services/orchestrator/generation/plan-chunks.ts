import type { ChunkOrder } from '../../core/program.js';

/** Plans ceil(quantity / chunkSize) new chunks. The last chunk has the remaining games. */
export function planChunks(quantity: number, chunkSize: number): ChunkOrder[] {
  const count = Math.ceil(quantity / chunkSize);
  return Array.from({ length: count }, (_, chunk) => ({
    chunk,
    quantity: Math.min(chunkSize, quantity - chunk * chunkSize),
    cursor: 0n,
  }));
}
