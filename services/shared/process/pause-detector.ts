/** Notices when this process has slept: was paused, or had no CPU. */

/** Not awake for so long. A job is another's 10 s after its orchestrator last said that it lives, which it does every 5 s. */
const SLEPT_MS = 3_000;
const BEAT_MS = 1_000;

let beatMs = performance.now();
let sinceMs = beatMs;
setInterval(awakeSinceMs, BEAT_MS).unref();

/** Since when it has been awake, by performance.now(). */
export function awakeSinceMs(): number {
  const nowMs = performance.now();
  if (nowMs - beatMs > SLEPT_MS) sinceMs = nowMs;
  beatMs = nowMs;
  return sinceMs;
}
