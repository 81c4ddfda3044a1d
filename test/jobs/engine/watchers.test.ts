/** An engine lives long, and watchers come and go: nothing of them stays. */

import { getEventListeners } from 'node:events';
import { queryObjects } from 'node:v8';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { JobChanges } from '../../../services/orchestrator/jobs/engine/job-changes.js';
import { linkSignals } from '../../../services/shared/async/linked-signal.js';
import { requestOf } from '../../support/engines/job-engines.js';
import { openEngine } from '../../support/engines/open-engine.js';

const WATCHES = 100;
const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
/** Signals of `AbortSignal.any` that a signal keeps, as Node 20 does; it has no name for them. */
function dependantsOf(signal: AbortSignal): number {
  const key = Object.getOwnPropertySymbols(signal).find(({ description }) => description?.includes('ependant'));
  return key ? ((signal as unknown as Record<symbol, Set<unknown> | undefined>)[key]?.size ?? 0) : 0;
}
/** Those that are still held by something. */
const countSignals = () => queryObjects(AbortSignal, { format: 'count' });

describe('watchers of a job', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('leave nothing behind in the signals of an engine that goes on', async () => {
    const own: AbortSignal[] = [];
    class KnownController extends AbortController {
      constructor() {
        super();
        own.push(this.signal);
      }
    }
    vi.stubGlobal('AbortController', KnownController);
    const stopped = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    let change: (() => void) | undefined;
    const { engine, stop } = await openEngine(
      {},
      {
        run: async (job, changed, signal) => {
          change = () => {
            job.progress.gamesGenerated++;
            changed();
          };
          if (!signal.aborted) await stopped(signal);
          throw signal.reason;
        },
      },
    );
    const { id } = await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
    // Not when it is seen to run: its work listens a moment later.
    await expect.poll(() => change).toBeDefined();
    const look = async () => {
      let looks = 0;
      for await (const _ of engine.watch(id, new AbortController().signal)) {
        if (++looks === 3) break;
        setImmediate(() => change?.());
      }
    };
    vi.unstubAllGlobals();
    const kept = () => own.reduce((sum, signal) => sum + listenersOf(signal) + dependantsOf(signal), 0);
    const before = kept();
    await Promise.all(Array.from({ length: WATCHES }, look));
    expect(kept() - before).toBe(0);
    await stop();
  });

  it('leave no signal behind in one that lives long, wait by wait', async () => {
    const changes = new JobChanges();
    const { signal } = new AbortController();
    const before = countSignals();
    for (let i = 0; i < WATCHES; i++) {
      const changed = changes.next('a', 60_000, signal);
      changes.tell('a');
      await changed;
    }
    expect(countSignals() - before).toBeLessThan(WATCHES / 10);
    expect(listenersOf(signal)).toBe(0);
  });

  it('leave no listener behind in a signal they wait with, however the wait ends', async () => {
    const changes = new JobChanges();
    const watching = new AbortController();
    const { signal } = watching;
    const waits = [changes.next('a', 60_000, signal), changes.end('a', 60_000, signal), changes.next('b', 1, signal)];
    expect(listenersOf(signal)).toBe(3);
    changes.tellEnd('a');
    await Promise.all(waits);
    expect(listenersOf(signal)).toBe(0);
    const last = changes.next('a', 60_000, signal);
    watching.abort();
    await last;
    await changes.next('a', 60_000, signal);
    expect(listenersOf(signal)).toBe(0);
  });

  it('hear of the first of two signals, with its reason', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const linked = linkSignals(one.signal, two.signal);
    expect([linked.signal.aborted, listenersOf(one.signal), listenersOf(two.signal)]).toEqual([false, 1, 1]);
    two.abort('two');
    one.abort('one');
    expect(linked.signal.reason).toBe('two');
    expect(linkSignals(new AbortController().signal, one.signal).signal.reason).toBe('one');
    const third = new AbortController();
    linkSignals(third.signal).release();
    expect(listenersOf(third.signal)).toBe(0);
  });
});
