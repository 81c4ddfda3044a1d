import { describe, expect, it } from 'vitest';
import { Turns } from '../../services/shared/async/event-loop-turns.js';

/** Some 30 ms of the process, which nobody else has. */
function work(): void {
  const end = performance.now() + 30;
  while (performance.now() < end);
}

describe('turns of long work', () => {
  it('are one a turn of the event loop, however much work there is', async () => {
    let done = 0;
    const long = async () => {
      const turns = new Turns();
      for (let piece = 0; piece < 5; piece++) {
        work();
        await turns.give();
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
