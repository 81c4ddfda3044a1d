import { readRequest } from '../read-requests.js';

/** Measures how long a call waits for its caller: for the next request, or until the caller has taken the answers. */
export class CallerWait {
  #startMs: number | undefined;
  /** Number of written messages that the caller has not taken. */
  #untaken = 0;
  #allTaken = () => {};

  /** Duration of the current wait in milliseconds. 0 while the call works. */
  get ms(): number {
    return this.#startMs === undefined ? 0 : performance.now() - this.#startMs;
  }

  /** Waits for the promise and measures the wait. */
  async measure<T>(wait: Promise<T>): Promise<T> {
    this.#startMs = performance.now();
    try {
      return await wait;
    } finally {
      this.#startMs = undefined;
    }
  }

  /** Counts a written message. Returns a function to call when the message was passed to the connection. */
  trackWrite(): () => void {
    this.#untaken++;
    return () => {
      if (--this.#untaken === 0) this.#allTaken();
    };
  }

  /** Resolves when all written messages were taken, or the signal fires. */
  async waitUntilTaken(signal: AbortSignal): Promise<void> {
    if (this.#untaken === 0 || signal.aborted) return;
    const all = new Promise<void>((resolve) => {
      this.#allTaken = resolve;
      signal.addEventListener('abort', () => resolve());
    });
    await this.measure(all);
  }

  /**
   * Yields the decoded requests and measures the wait for each one.
   * @throws DezenasError as {@link readRequest} does.
   */
  async *readRequests<T>(messages: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const next = await this.measure(messages.next());
        if (next.done) return;
        yield readRequest(next.value);
      }
    } finally {
      await messages.return();
    }
  }
}
