/** Long enough that yielding costs little beside the work, and so short that nobody notices the wait. */
const YIELD_AFTER_MS = 10;

/** Pieces of long work that have yielded. Each iteration of the event loop resumes one, so that many pieces delay others no longer than one. */
const yielded: (() => void)[] = [];

/** Splits long work on the main thread into pieces, so that other work of the process runs in between. */
export class EventLoopYielder {
  #resumedMs = performance.now();

  /** To be awaited after every small step: yields to the event loop once the piece has taken its time, and mostly resolves at once. */
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
