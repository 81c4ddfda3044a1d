/**
 * For what a hostile peer can cause at will: `write` is called at most once in `everyMs`, with how often it happened
 * since, so that nobody fills a disk with log lines.
 */
export function logSeldom(write: (times: number) => void, everyMs = 10_000): () => void {
  let times = 0;
  let nextAt = 0;
  return () => {
    times++;
    if (performance.now() < nextAt) return;
    nextAt = performance.now() + everyMs;
    write(times);
    times = 0;
  };
}
