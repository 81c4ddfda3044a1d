import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { throttleLog } from '../../services/shared/security/throttle-log.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('a repeated event is logged at most once per interval, even if the system clock is set back', async () => {
  const lines: number[] = [];
  const log = throttleLog((times) => lines.push(times), 100);
  log();
  log();
  log();
  expect(lines).toEqual([1]);
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(150);
  log();
  expect(lines).toEqual([1, 3]);
});
