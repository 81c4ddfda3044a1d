import { waitWithTimeout } from '../../async/timeout.js';

/** Longest silence of a stream, so that the reader knows that the peer is alive. */
export const HEARTBEAT_MS = 1_000;

/**
 * Yields the values of a source, and a heartbeat whenever the reader has waited for {@link HEARTBEAT_MS}.
 * @param beat creates a heartbeat from the last value, which is undefined before the first one.
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
    // If the reader stops during a wait, the source ends at its next value.
    next?.catch(() => {});
    await source.return(undefined);
  }
}
