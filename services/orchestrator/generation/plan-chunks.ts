import type { ChunkOrder } from '../../core/program.js';

/** ceil(quantity / chunkSize) fresh chunks; the last one takes the rest. */
export function planChunks(quantity: number, chunkSize: number): ChunkOrder[] {
  const count = Math.ceil(quantity / chunkSize);
  return Array.from({ length: count }, (_, chunk) => ({
    chunk,
    quantity: Math.min(chunkSize, quantity - chunk * chunkSize),
    cursor: 0n,
  }));
}
