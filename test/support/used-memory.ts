/** Megabytes in use once all garbage is gone: that of streams goes in more than one round. Needs --expose-gc. */
export async function usedMegabytes(): Promise<number> {
  if (!globalThis.gc) throw new Error('without --expose-gc nothing can be told');
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
