/** Longer than a turn of the event loop costs, and so short that nobody notices the wait. */
const TURN_MS = 10;

/** Pieces of long work whose time has not come: one a turn of the event loop, so that many hold others up no longer than one. */
const waiting: (() => void)[] = [];

/** Lets others have their turn in the middle of long work, by the time it has taken. */
export class Turns {
  #began = performance.now();

  /** To be awaited after every little step; mostly it resolves at once. */
  async give(): Promise<void> {
    if (performance.now() - this.#began < TURN_MS) return;
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(next);
    });
    this.#began = performance.now();
  }
}

function next(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(next);
}
