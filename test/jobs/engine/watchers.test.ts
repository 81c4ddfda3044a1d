/** Watchers leave no listeners behind in a long-lived engine. */

import { getEventListeners } from 'node:events';
import { queryObjects } from 'node:v8';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { JobChanges } from '../../../services/orchestrator/jobs/engine/job-changes.js';
import { linkSignals } from '../../../services/shared/async/linked-signal.js';
import { requestOf } from '../../support/engines/job-engines.js';
import { openEngine } from '../../support/engines/open-engine.js';

const WATCHES = 100;
const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
/** Counts the signals of `AbortSignal.any` that a signal references, which Node 20 stores under a private symbol. */
function dependantsOf(signal: AbortSignal): number {
  const key = Object.getOwnPropertySymbols(signal).find(({ description }) => description?.includes('ependant'));
  return key ? ((signal as unknown as Record<symbol, Set<unknown> | undefined>)[key]?.size ?? 0) : 0;
}
/** Counts the signals that are still referenced. */
const countSignals = () => queryObjects(AbortSignal, { format: 'count' });

describe('watchers of a job', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('leave no listeners in the signals of a running engine', async () => {
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
        run: async (job, onChange, signal) => {
          change = () => {
            job.progress.gamesGenerated++;
            onChange();
          };
          if (!signal.aborted) await stopped(signal);
          throw signal.reason;
        },
      },
    );
    const { id } = await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
    // The work adds its listener shortly after the job is reported as running.
    await expect.poll(() => change).toBeDefined();
    const watchOnce = async () => {
      let updates = 0;
      for await (const _ of engine.watch(id, new AbortController().signal)) {
        if (++updates === 3) break;
        setImmediate(() => change?.());
      }
    };
    vi.unstubAllGlobals();
    const countListeners = () => own.reduce((sum, signal) => sum + listenersOf(signal) + dependantsOf(signal), 0);
    const before = countListeners();
    await Promise.all(Array.from({ length: WATCHES }, watchOnce));
    expect(countListeners() - before).toBe(0);
    await stop();
  });

  it('leave no derived signals in a long-lived signal after many waits', async () => {
    const changes = new JobChanges();
    const { signal } = new AbortController();
    const before = countSignals();
    for (let i = 0; i < WATCHES; i++) {
      const changed = changes.waitForChange('a', 60_000, signal);
      changes.notify('a');
      await changed;
    }
    expect(countSignals() - before).toBeLessThan(WATCHES / 10);
    expect(listenersOf(signal)).toBe(0);
  });

  it('leave no listener in the signal of a wait, however the wait ends', async () => {
    const changes = new JobChanges();
    const watching = new AbortController();
    const { signal } = watching;
    const waits = [
      changes.waitForChange('a', 60_000, signal),
      changes.waitForEnd('a', 60_000, signal),
      changes.waitForChange('b', 1, signal),
    ];
    expect(listenersOf(signal)).toBe(3);
    changes.notifyEnd('a');
    await Promise.all(waits);
    expect(listenersOf(signal)).toBe(0);
    const last = changes.waitForChange('a', 60_000, signal);
    watching.abort();
    await last;
    await changes.waitForChange('a', 60_000, signal);
    expect(listenersOf(signal)).toBe(0);
  });

  it('get the abort reason of whichever linked signal aborts first', () => {
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
