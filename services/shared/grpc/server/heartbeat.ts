import { waitWithTimeout } from '../../async/timeout.js';

/** Between two messages of a stream whose work takes its time: its reader knows that the peer is alive. */
export const HEARTBEAT_MS = 1_000;

/**
 * The values of a source, and a beat whenever the reader has waited for the next one for {@link HEARTBEAT_MS}.
 * `beat` is given the last value, if there was one.
 */
export async function* withHeartbeat<T>(source: AsyncGenerator<T>, beat: (last?: T) => T): AsyncGenerator<T, void, undefined> {
  let next: Promise<IteratorResult<T>> | undefined;
  let last: T | undefined;
  try {
    for (;;) {
      next ??= source.next();
      const step = await waitWithTimeout(next, HEARTBEAT_MS);
      if (step === undefined) {
        yield beat(last);
        continue;
      }
      next = undefined;
      if (step.done) return;
      last = step.value;
      yield last;
    }
  } finally {
    // A reader that stops in the middle of a wait: the source ends when it comes to its next value.
    next?.catch(() => {});
    await source.return(undefined);
  }
}
