import { readRequest } from '../read-requests.js';

/** The time that a call waits for its caller: to send what it reads, or to take what it wrote. */
export class CallerWait {
  #began: number | undefined;
  /** Messages. */
  #untaken = 0;
  #allTaken = () => {};

  /** Of the wait under way, in milliseconds; 0 while the call works. */
  get ms(): number {
    return this.#began === undefined ? 0 : performance.now() - this.#began;
  }

  async during<T>(wait: Promise<T>): Promise<T> {
    this.#began = performance.now();
    try {
      return await wait;
    } finally {
      this.#began = undefined;
    }
  }

  /** A message is written. @returns tells that it was taken: it is on its way. */
  wrote(): () => void {
    this.#untaken++;
    return () => {
      if (--this.#untaken === 0) this.#allTaken();
    };
  }

  /** Resolves when all that was written is taken, or the signal fires. */
  async taken(signal: AbortSignal): Promise<void> {
    if (this.#untaken === 0 || signal.aborted) return;
    const all = new Promise<void>((resolve) => {
      this.#allTaken = resolve;
      signal.addEventListener('abort', () => resolve());
    });
    await this.during(all);
  }

  /** The same messages. @throws DezenasError as {@link readRequest}. */
  async *reading<T>(messages: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const next = await this.during(messages.next());
        if (next.done) return;
        yield readRequest(next.value);
      }
    } finally {
      await messages.return();
    }
  }
}
