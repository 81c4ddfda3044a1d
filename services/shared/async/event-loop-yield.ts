/** Longest run of work before it yields: yielding costs little by comparison, and other work hardly waits. */
const YIELD_AFTER_MS = 10;

/**
 * Work that has yielded. Each iteration of the event loop resumes one entry, so that many entries delay other work no longer than one does.
 */
const yielded: (() => void)[] = [];

/** Splits long work on the main thread into pieces, so that other work of the process runs in between. */
export class EventLoopYielder {
  #resumedMs = performance.now();

  /** Yields to the event loop if the work has run for 10 ms; else resolves at once. The caller awaits this after every small step. */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.#resumedMs < YIELD_AFTER_MS) return;
    await new Promise<void>((resolve) => {
      if (yielded.push(resolve) === 1) setImmediate(resumeNext);
    });
    this.#resumedMs = performance.now();
  }
}

function resumeNext(): void {
  yielded.shift()?.();
  if (yielded.length > 0) setImmediate(resumeNext);
}
