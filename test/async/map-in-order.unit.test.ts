import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type MapInOrderOptions, mapInOrder } from '../../services/shared/async/map-in-order.js';

/** Work that runs until the test settles it, or its signal fires. */
class Work {
  /** Items, in the order their work was started. */
  readonly started: number[] = [];
  /** Items whose signal fired while their work ran. */
  readonly aborted: number[] = [];
  readonly #settle = new Map<number, (error?: Error) => void>();

  readonly run = (item: number, signal: AbortSignal): Promise<string> => {
    this.started.push(item);
    return new Promise((resolve, reject) => {
      this.#settle.set(item, (error) => (error ? reject(error) : resolve(`result ${item}`)));
      signal.addEventListener('abort', () => {
        this.aborted.push(item);
        reject(new Error('stopped'));
      });
    });
  };

  settle(item: number, error?: Error): void {
    this.#settle.get(item)?.(error);
  }
}

const nextIteration = () => new Promise((resolve) => setImmediate(resolve));

function start(items: Iterable<number> | AsyncIterable<number>, options: MapInOrderOptions) {
  const work = new Work();
  return { work, results: mapInOrder(items, options, work.run) };
}

describe('mapInOrder', () => {
  it('yields results in the order of the items, with at most `concurrency` running', async () => {
    const { work, results } = start([1, 2, 3, 4], { concurrency: 2 });
    const first = results.next();
    expect(work.started).toEqual([1, 2]);
    work.settle(2);
    await nextIteration();
    // The second result waits for the first, and holds a place.
    expect(work.started).toEqual([1, 2]);
    work.settle(1);
    expect(await first).toEqual({ value: 'result 1', done: false });
    expect(await results.next()).toEqual({ value: 'result 2', done: false });
    const third = results.next();
    await nextIteration();
    expect(work.started).toEqual([1, 2, 3, 4]);
    for (const item of [3, 4]) work.settle(item);
    expect([await third, await results.next(), await results.next()].map(({ value }) => value)).toEqual([
      'result 3',
      'result 4',
      undefined,
    ]);
  });

  it('starts more items while an earlier one runs or the reader is busy, up to `maxHeld` results', async () => {
    const { work, results } = start([1, 2, 3, 4, 5, 6], { concurrency: 2, maxHeld: 4 });
    const first = results.next();
    for (const item of [2, 3]) {
      work.settle(item);
      await nextIteration();
    }
    expect(work.started).toEqual([1, 2, 3, 4]);
    work.settle(4);
    await nextIteration();
    expect(work.started).toEqual([1, 2, 3, 4]);
    work.settle(1);
    await first;
    // The result that is being read holds its place.
    await nextIteration();
    expect(work.started).toEqual([1, 2, 3, 4]);
    await results.next();
    expect(work.started).toEqual([1, 2, 3, 4, 5]);
    await results.return();
  });

  it('throws a failure in the order of the items, after it has stopped the work that still ran', async () => {
    const { work, results } = start([1, 2, 3], { concurrency: 3 });
    const first = results.next();
    work.settle(2, new Error('item 2 failed'));
    await nextIteration();
    work.settle(1);
    expect(await first).toMatchObject({ value: 'result 1' });
    expect(work.aborted).toEqual([]);
    await expect(results.next()).rejects.toThrow('item 2 failed');
    expect(work.aborted).toContain(3);
  });

  it('stops the running work when its reader stops', async () => {
    const { signal } = new AbortController();
    const { work, results } = start([1, 2, 3], { concurrency: 2, signal });
    const first = results.next();
    work.settle(1);
    await first;
    await results.return();
    expect(work.aborted).toContain(2);
    expect(work.started).not.toContain(3);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends with CANCELLED when its signal fires, also when nothing was started', async () => {
    const controller = new AbortController();
    const { work, results } = start([1, 2, 3], { concurrency: 1, signal: controller.signal });
    const first = results.next();
    work.settle(1);
    await first;
    controller.abort();
    await expect(results.next()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(work.started).toEqual([1]);
    await expect(start([1], { concurrency: 1, signal: controller.signal }).results.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('reads an async source only while the reader waits, and closes the source', async () => {
    let asked = 0;
    let closed = false;
    async function* source() {
      try {
        for (;;) yield ++asked;
      } finally {
        closed = true;
      }
    }
    const { work, results } = start(source(), { concurrency: 2 });
    const first = results.next();
    await expect.poll(() => work.started).toEqual([1, 2]);
    for (const item of [1, 2]) work.settle(item);
    await first;
    await nextIteration();
    expect(asked).toBe(2);
    await results.next();
    expect(asked).toBe(3);
    await results.return();
    expect(closed).toBe(true);
  });
});
