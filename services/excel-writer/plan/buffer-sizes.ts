/** Sizes of the buffers of a job, in games. */
export interface BufferSizes {
  /** Games sorted together when the order is SORTED_CHUNKS. */
  sortChunk: number;
  /** Games encoded and compressed together. */
  writeBuffer: number;
}

/** Default sizes for a quantity of games; larger jobs get larger buffers. */
export function defaultBufferSizes(quantity: number): BufferSizes {
  if (quantity <= 100_000) return { sortChunk: 5_000, writeBuffer: 10_000 };
  if (quantity <= 1_000_000) return { sortChunk: 10_000, writeBuffer: 25_000 };
  return { sortChunk: 20_000, writeBuffer: 50_000 };
}
