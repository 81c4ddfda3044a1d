/** Time without running after which a process counts as paused. Another orchestrator takes a job 10 s after its owner last renewed the lock, which it does every 5 s. */
const PAUSED_MS = 3_000;
const CHECK_INTERVAL_MS = 1_000;

/** Notices that this process did not run for a while, because it was paused or had no CPU. Its owner starts and stops it. */
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

  /** When the last pause ended, by performance.now(); the creation of the detector when there was none. */
  awakeSinceMs(): number {
    const nowMs = performance.now();
    if (nowMs - this.#checkedMs > PAUSED_MS) this.#awakeSinceMs = nowMs;
    this.#checkedMs = nowMs;
    return this.#awakeSinceMs;
  }
}
