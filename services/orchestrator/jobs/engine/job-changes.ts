import { EventEmitter } from 'node:events';

/** Notifies watchers and cancelling callers of changes of the jobs in this process. */
export class JobChanges {
  readonly #events = new EventEmitter().setMaxListeners(0);

  /** Notifies of a change of a job. */
  notify(id: string): void {
    this.#events.emit(id);
  }

  /** Notifies of the end of a job, which is also a change. */
  notifyEnd(id: string): void {
    this.#events.emit(id);
    this.#events.emit(endEventOf(id));
  }

  /** Resolves at the next change, after `ms`, or when the signal fires. Changes count from the call on. */
  waitForChange(id: string, ms: number, signal: AbortSignal): Promise<void> {
    return this.#wait(id, ms, signal);
  }

  /** Does the same for the end of a job. */
  waitForEnd(id: string, ms: number, signal: AbortSignal): Promise<void> {
    return this.#wait(endEventOf(id), ms, signal);
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

function endEventOf(id: string): string {
  return `end ${id}`;
}
