import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Who waits for a job of this process hears of its changes here. */
export class JobChanges {
  readonly #events = new EventEmitter().setMaxListeners(0);

  /** A job changed. */
  tell(id: string): void {
    this.#events.emit(id);
  }

  /** It came to its end, which is a change, too. */
  tellEnd(id: string): void {
    this.#events.emit(id);
    this.#events.emit(endOf(id));
  }

  /** Resolves at the next change, when the time is up or the signal fires. Listens from the call on. */
  next(id: string, ms: number, signal: AbortSignal): Promise<void> {
    return this.#wait(id, ms, signal);
  }

  /** The same, for its end. */
  end(id: string, ms: number, signal: AbortSignal): Promise<void> {
    return this.#wait(endOf(id), ms, signal);
  }

  async #wait(event: string, ms: number, signal: AbortSignal): Promise<void> {
    const settled = new AbortController();
    const either = AbortSignal.any([signal, settled.signal]);
    const ignore = () => {};
    await Promise.race([
      once(this.#events, event, { signal: either }).catch(ignore),
      delay(ms, undefined, { signal: either, ref: false }).catch(ignore),
    ]);
    settled.abort();
  }
}

function endOf(id: string): string {
  return `end ${id}`;
}
