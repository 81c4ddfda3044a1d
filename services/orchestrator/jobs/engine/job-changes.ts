import { EventEmitter } from 'node:events';

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

  #wait(event: string, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', settle);
        this.#events.off(event, settle);
        resolve();
      };
      const timer = setTimeout(settle, ms).unref();
      signal.addEventListener('abort', settle);
      this.#events.once(event, settle);
      if (signal.aborted) settle();
    });
  }
}

function endOf(id: string): string {
  return `end ${id}`;
}
