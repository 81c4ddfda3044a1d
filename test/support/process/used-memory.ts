/** Collects all garbage; that of sockets and streams goes in steps, what one collection frees lets the next one free more. Needs --expose-gc. */
export async function collectGarbage(): Promise<void> {
  if (!globalThis.gc) throw new Error('without --expose-gc nothing can be told');
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Megabytes in use once all garbage is gone. */
export async function usedMegabytes(): Promise<number> {
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
