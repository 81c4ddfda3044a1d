/**
 * Limits log lines that a hostile peer can trigger at will, so that the peer cannot fill the disk. The returned function calls `write` at
 * most once per `intervalMs`, with the number of events since the previous line.
 */
export function throttleLog(write: (times: number) => void, intervalMs = 10_000): () => void {
  let times = 0;
  let nextAt = 0;
  return () => {
    times++;
    if (performance.now() < nextAt) return;
    nextAt = performance.now() + intervalMs;
    write(times);
    times = 0;
  };
}
