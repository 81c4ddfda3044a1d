/** Collects garbage several times, because objects of sockets and streams become garbage step by step. Needs --expose-gc. */
export async function collectGarbage(): Promise<void> {
  if (!globalThis.gc) throw new Error('memory can only be measured with --expose-gc');
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Returns the megabytes in use after garbage collection. */
export async function usedMegabytes(): Promise<number> {
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
