/**
 * Time without running after which a process counts as paused. Another orchestrator takes a job over 10 s after the owner last renewed the
 * lock, and an owner renews every 5 s.
 */
const PAUSED_MS = 3_000;
const CHECK_INTERVAL_MS = 1_000;

/** Detects that this process did not run for a while, because it was paused or had no CPU time. */
export class PauseDetector {
  #checkedMs = performance.now();
  #awakeSinceMs = this.#checkedMs;
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    this.#timer ??= setInterval(() => this.awakeSinceMs(), CHECK_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Returns when the last pause ended, by performance.now(). Without a pause: when the detector was created. */
  awakeSinceMs(): number {
    const nowMs = performance.now();
    if (nowMs - this.#checkedMs > PAUSED_MS) this.#awakeSinceMs = nowMs;
    this.#checkedMs = nowMs;
    return this.#awakeSinceMs;
  }
}
