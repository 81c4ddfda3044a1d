import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { logSeldom } from '../../services/shared/security/log-seldom.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('what happens again and again is logged now and then, also when the clock was set back', async () => {
  const lines: number[] = [];
  const log = logSeldom((times) => lines.push(times), 100);
  log();
  log();
  log();
  expect(lines).toEqual([1]);
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(150);
  log();
  expect(lines).toEqual([1, 3]);
});
