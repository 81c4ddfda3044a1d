/** Games sorted together and games encoded together. */
export interface BufferSizes {
  sortChunk: number;
  writeBuffer: number;
}

/** Sizes that suit a quantity: larger jobs, larger buffers. */
export function defaultBufferSizes(quantity: number): BufferSizes {
  if (quantity <= 100_000) return { sortChunk: 5_000, writeBuffer: 10_000 };
  if (quantity <= 1_000_000) return { sortChunk: 10_000, writeBuffer: 25_000 };
  return { sortChunk: 20_000, writeBuffer: 50_000 };
}
