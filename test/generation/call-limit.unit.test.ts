import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CallLimit } from '../../services/orchestrator/api/call-limit.js';

describe('CallLimit', () => {
  const callOf = (idleMs = 0) => {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      wait: { ms: idleMs, waitUntilTaken: async () => {} },
      end: (error: unknown) => controller.abort(error),
    };
  };
  /** Runs until the signal of the call fires. */
  const untilEnded = ({ signal }: ReturnType<typeof callOf>) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const gate = () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  };

  it('admits waiting calls in order of arrival, and never runs more calls than the limit', async () => {
    const limit = new CallLimit(2, 60_000);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const call = (i: number) =>
      limit.run(callOf(), async () => {
        order.push(i);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      });
    await Promise.all(Array.from({ length: 20 }, (_, i) => call(i)));
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(2);
  });

  it('skips a caller that is cancelled while it waits, and admits the next one', async () => {
    const limit = new CallLimit(1, 60_000);
    const { open, opened } = gate();
    const first = limit.run(callOf(), () => opened);
    const cancelledCall = callOf();
    const second = limit.run(cancelledCall, async () => 'served');
    const third = limit.run(callOf(), async () => 'served');
    cancelledCall.end(undefined);
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    open();
    await first;
    expect(await third).toBe('served');
    expect(await limit.run(callOf(), async () => 'served')).toBe('served');
  });

  it('refuses a call at once when too many calls wait', async () => {
    const limit = new CallLimit(1, 60_000);
    const { open, opened } = gate();
    const calls = Array.from({ length: 17 }, () => limit.run(callOf(), () => opened));
    await expect(limit.run(callOf(), async () => {})).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'TOO_MANY_STREAMS',
      message: 'too many concurrent calls (limit 1)',
    });
    open();
    await Promise.all(calls);
  });

  it('ends the call that has been idle longest, and only one call for each waiting call', async () => {
    const limit = new CallLimit(3, 60_000);
    const [working, idle, idlest] = [callOf(), callOf(31_000), callOf(90_000)];
    const held = [working, idle, idlest].map((call) => limit.run(call, () => untilEnded(call)).catch((error) => error));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await limit.run(callOf(), async () => 'served')).toBe('served');
    expect(await held[2]).toMatchObject({
      ...{
        code: 'RESOURCE_EXHAUSTED',
        reason: 'CALLER_IDLE',
        message: 'the caller neither sent nor read anything for 90 s while other calls wait',
      },
    });
    // One place is free now.
    expect(await limit.run(callOf(), async () => 'served')).toBe('served');
    expect(idle.signal.aborted || working.signal.aborted).toBe(false);
    const together = [callOf(), callOf()].map((call) => limit.run(call, async () => 'served'));
    expect(await Promise.all(together)).toEqual(['served', 'served']);
    expect([working.signal.aborted, idle.signal.aborted]).toEqual([false, true]);
    working.end(new Error('over'));
    await held[0];
  });

  it('ends a call that takes longer than the maximum duration', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const limit = new CallLimit(1, 50_000);
    const call = callOf();
    const ended = limit.run(call, () => untilEnded(call)).catch((error) => error);
    await vi.advanceTimersByTimeAsync(49_000);
    expect(call.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await ended).toMatchObject({ code: 'DEADLINE_EXCEEDED', reason: 'CALL_TOO_LONG' });
    const quick = callOf();
    expect(await limit.run(quick, async () => 'served')).toBe('served');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(quick.signal.aborted).toBe(false);
  });
});
