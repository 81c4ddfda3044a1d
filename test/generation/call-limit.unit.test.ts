import { describe, expect, it } from 'vitest';
import { CallLimit } from '../../services/orchestrator/api/call-limit.js';

describe('the limit of calls', () => {
  const callOf = (idleMs = 0) => {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      wait: { ms: idleMs, waitUntilTaken: async () => {} },
      end: (error: unknown) => controller.abort(error),
    };
  };
  /** Lasts until it is ended. */
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

  it('lets those who wait in as they came, never more than it says', async () => {
    const limit = new CallLimit(2, 60_000);
    const order: number[] = [];
    let underWay = 0;
    let most = 0;
    const call = (i: number) =>
      limit.run(callOf(), async () => {
        order.push(i);
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay--;
      });
    await Promise.all(Array.from({ length: 20 }, (_, i) => call(i)));
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(2);
  });

  it('forgets a caller who goes away while waiting, and keeps its place free', async () => {
    const limit = new CallLimit(1, 60_000);
    const { open, opened } = gate();
    const first = limit.run(callOf(), () => opened);
    const leaver = callOf();
    const second = limit.run(leaver, async () => 'served');
    const third = limit.run(callOf(), async () => 'served');
    leaver.end(undefined);
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    open();
    await first;
    expect(await third).toBe('served');
    expect(await limit.run(callOf(), async () => 'served')).toBe('served');
  });

  it('refuses at once when too many wait', async () => {
    const limit = new CallLimit(1, 60_000);
    const { open, opened } = gate();
    const calls = Array.from({ length: 17 }, () => limit.run(callOf(), () => opened));
    await expect(limit.run(callOf(), async () => {})).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_STREAMS' });
    open();
    await Promise.all(calls);
  });

  it('ends the call that is idle longest, and only one for each that waits', async () => {
    const limit = new CallLimit(3, 60_000);
    const [working, idle, idlest] = [callOf(), callOf(31_000), callOf(90_000)];
    const held = [working, idle, idlest].map((call) => limit.run(call, () => untilEnded(call)).catch((error) => error));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await limit.run(callOf(), async () => 'served')).toBe('served');
    expect(await held[2]).toMatchObject({
      ...{
        code: 'RESOURCE_EXHAUSTED',
        reason: 'CALLER_IDLE',
        message: 'nothing was sent or read for 90 s, while others wait for their turn',
      },
    });
    // There is room now.
    expect(await limit.run(callOf(), async () => 'served')).toBe('served');
    expect(idle.signal.aborted || working.signal.aborted).toBe(false);
    const together = [callOf(), callOf()].map((call) => limit.run(call, async () => 'served'));
    expect(await Promise.all(together)).toEqual(['served', 'served']);
    expect([working.signal.aborted, idle.signal.aborted]).toEqual([false, true]);
    working.end(new Error('over'));
    await held[0];
  });

  it('ends a call that takes longer than any may', async () => {
    const limit = new CallLimit(1, 50);
    const call = callOf();
    await expect(limit.run(call, () => untilEnded(call))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', reason: 'CALL_TOO_LONG' });
    const quick = callOf();
    expect(await limit.run(quick, async () => 'served')).toBe('served');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(quick.signal.aborted).toBe(false);
  });
});
