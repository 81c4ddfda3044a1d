import { setMaxListeners } from 'node:events';
import { throwIfAborted } from '../errors.js';
import { linkSignals } from './linked-signal.js';

export interface MapInOrderOptions {
  /** Most calls of `work` that run at once. */
  concurrency: number;
  /** Most results that are held at once: running, waiting for an earlier result, or being read. Default: `concurrency`. */
  maxHeld?: number;
  /** Ends the loop with CANCELLED, or with the DezenasError that is its reason. */
  signal?: AbortSignal;
}

/**
 * Calls `work` for each item, several at once, and yields the results in the order of the items. An iterable starts its next items as soon as
 * there is room, also while the reader is busy; an async source is asked only while the reader waits for a result.
 *
 * However the loop ends (the last result, a failure, an abort, a reader that stops early), the signal that `work` received aborts, and the
 * loop waits until all running work has settled. A failure is thrown in its turn, after the results before it.
 */
export async function* mapInOrder<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  { concurrency, maxHeld = concurrency, signal }: MapInOrderOptions,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const { signal: linked, release } = linkSignals(...(signal ? [signal] : []));
  // One listener for each running call, however many those are.
  setMaxListeners(0, linked);
  const held: Promise<R>[] = [];
  let running = 0;
  let exhausted = false;
  const hasRoom = () => running < concurrency && held.length < maxHeld && !exhausted && !linked.aborted;

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
    // Also handles a rejection that comes before its turn: Node would end the process for it.
    result.then(settle, settle);
    held.push(result);
  };

  let fill: () => void | Promise<void>;
  let close: () => unknown;
  if (Symbol.asyncIterator in source) {
    const items = source[Symbol.asyncIterator]();
    fill = async () => {
      while (hasRoom()) start(await items.next(), () => {});
    };
    close = () => items.return?.();
  } else {
    const items = source[Symbol.iterator]();
    const startAll = () => {
      while (hasRoom()) start(items.next(), startAll);
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
