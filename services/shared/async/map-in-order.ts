import { setMaxListeners } from 'node:events';
import { throwIfAborted } from '../errors.js';
import { linkSignals } from './linked-signal.js';

export interface MapInOrderOptions {
  /** Maximum number of concurrent calls of `work`. */
  concurrency: number;
  /** Maximum number of results in memory: running, waiting for an earlier result, or being read. Default: `concurrency`. */
  maxHeld?: number;
  /** Ends the loop with CANCELLED, or with the signal's reason if the reason is a DezenasError. */
  signal?: AbortSignal;
}

/**
 * Calls `work` for each item, several at once, and yields the results in the order of the items. The next items of an iterable start as soon
 * as the limits allow, also while the reader is busy. An async source is read only while the reader waits for a result.
 *
 * However the loop ends (the last result, a failure, an abort, a reader that stops early), the loop aborts the signal that `work` received
 * and waits until all running work has settled. A failure is thrown after the results of all earlier items.
 */
export async function* mapInOrder<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  { concurrency, maxHeld = concurrency, signal }: MapInOrderOptions,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const { signal: linked, release } = linkSignals(...(signal ? [signal] : []));
  // Each running call adds a listener; Node.js warns about more than ten.
  setMaxListeners(0, linked);
  const held: Promise<R>[] = [];
  let running = 0;
  let exhausted = false;
  const canStart = () => running < concurrency && held.length < maxHeld && !exhausted && !linked.aborted;

  const start = ({ done, value }: IteratorResult<T>, onSettled: () => void) => {
    if (done) {
      exhausted = true;
      return;
    }
    running++;
    const settle = () => {
      running--;
      onSettled();
    };
    const result = work(value, linked);
    // This also handles a rejection that comes before the loop awaits the result. Node.js would end the process for it.
    result.then(settle, settle);
    held.push(result);
  };

  let fill: () => void | Promise<void>;
  let close: () => unknown;
  if (Symbol.asyncIterator in source) {
    const items = source[Symbol.asyncIterator]();
    fill = async () => {
      while (canStart()) start(await items.next(), () => {});
    };
    close = () => items.return?.();
  } else {
    const items = source[Symbol.iterator]();
    const startAll = () => {
      while (canStart()) start(items.next(), startAll);
    };
    fill = startAll;
    close = () => items.return?.();
  }

  try {
    for (;;) {
      throwIfAborted(signal);
      await fill();
      if (held.length === 0) break;
      yield await held[0];
      held.shift();
    }
    throwIfAborted(signal);
  } finally {
    release();
    try {
      await close();
    } finally {
      await Promise.allSettled(held);
    }
  }
}
