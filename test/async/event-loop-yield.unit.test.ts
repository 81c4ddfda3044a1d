import { describe, expect, it } from 'vitest';
import { EventLoopYielder } from '../../services/shared/async/event-loop-yield.js';

/** Keeps the process busy for 30 ms. */
function work(): void {
  const end = performance.now() + 30;
  while (performance.now() < end);
}

describe('long work that yields', () => {
  it('runs at most one piece of work in each iteration of the event loop', async () => {
    let done = 0;
    const long = async () => {
      const yielder = new EventLoopYielder();
      for (let piece = 0; piece < 5; piece++) {
        work();
        await yielder.yieldIfDue();
        done++;
      }
    };
    const all = Promise.all([long(), long(), long()]);
    const pieces: number[] = [];
    for (let before = done; done < 15; ) {
      await new Promise((resolve) => setImmediate(resolve));
      pieces.push(done - before);
      before = done;
    }
    await all;
    expect(Math.max(...pieces)).toBe(1);
  });
});
