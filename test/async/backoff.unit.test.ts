import { describe, expect, it } from 'vitest';
import { backoffMs, pause } from '../../services/shared/async/backoff.js';

describe('backoff', () => {
  it('doubles the delay with each failure, up to the maximum delay', () => {
    const delays = [1, 2, 3, 4, 5_000].map((failures) => backoffMs({ firstDelayMs: 100, maxDelayMs: 500 }, failures));
    expect(delays).toEqual([100, 200, 400, 500, 500]);
  });

  it('multiplies the delay by a factor from its range', () => {
    const delays = Array.from({ length: 1_000 }, () => backoffMs({ firstDelayMs: 100, maxDelayMs: 200, spread: [0.5, 1.5] }, 2));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays)).toBeLessThan(300);
    expect(new Set(delays).size).toBeGreaterThan(1);
  });

  it('ends a pause at once when its signal fires or has fired', async () => {
    const controller = new AbortController();
    const paused = pause(2 ** 31 - 1, controller.signal);
    controller.abort();
    await paused;
    await pause(2 ** 31 - 1, controller.signal);
  });
});
