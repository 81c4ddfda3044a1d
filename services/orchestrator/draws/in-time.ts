import { DezenasError } from '../../shared/errors.js';
import { within } from '../../shared/within.js';

/** How long a sender may be silent, and how long it may take for all it sends. */
const SILENCE_MS = 30_000;
const WHOLE_MS = 60_000;

/**
 * The messages of a stream whose sender must not take its time, because what it has sent is held until its end.
 * @throws DezenasError DEADLINE_EXCEEDED when it does.
 */
export async function* inTime<T>(
  messages: AsyncIterable<T>,
  silenceMs = SILENCE_MS,
  wholeMs = WHOLE_MS,
): AsyncGenerator<T, void, undefined> {
  const latest = performance.now() + wholeMs;
  const iterator = messages[Symbol.asyncIterator]();
  try {
    for (;;) {
      const leftMs = latest - performance.now();
      const next = leftMs > 0 ? await within(iterator.next(), Math.min(silenceMs, leftMs)) : undefined;
      if (!next && leftMs > silenceMs) throw tooSlow(`nothing came for ${silenceMs / 1000} s`);
      if (!next) throw tooSlow(`the file did not come within ${wholeMs / 1000} s`);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: it may be waiting for a message, until the call is over.
    iterator.return?.().catch(() => {});
  }
}

function tooSlow(message: string): DezenasError {
  return new DezenasError('DEADLINE_EXCEEDED', message, { reason: 'IMPORT_TOO_SLOW' });
}
