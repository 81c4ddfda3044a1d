import type { JobQueue } from '../job-queue.js';

interface Waiting {
  id: string;
  priority: number;
}

/** A queue in this process's memory: after a start it is filled from the records. */
export class LocalQueue implements JobQueue {
  readonly shared = false;
  readonly #places: number;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Map<string, Promise<unknown>>();
  #work: ((id: string) => Promise<boolean>) | undefined;

  /** @param places jobs at work at once. */
  constructor(places: number) {
    this.#places = places;
  }

  async start(work: (id: string) => Promise<boolean>): Promise<void> {
    this.#work = work;
    this.#startNext();
  }

  async push(id: string, priority: number): Promise<void> {
    if (this.#running.has(id) || this.#waiting.some((each) => each.id === id)) return;
    const behind = this.#waiting.findIndex((each) => each.priority < priority);
    this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, { id, priority });
    this.#startNext();
  }

  async remove(id: string): Promise<void> {
    const at = this.#waiting.findIndex((each) => each.id === id);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  async missing(ids: string[]): Promise<string[]> {
    const known = new Set([...this.#running.keys(), ...this.#waiting.map(({ id }) => id)]);
    return ids.filter((id) => !known.has(id));
  }

  async waiting(): Promise<number> {
    return this.#waiting.length;
  }

  async places(): Promise<number> {
    return this.#places;
  }

  async pause(): Promise<void> {
    this.#work = undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #startNext(): void {
    while (this.#work && this.#running.size < this.#places) {
      const next = this.#waiting.shift();
      if (!next) return;
      // A job that goes back is missed, and queued again.
      const work = this.#work(next.id).finally(() => {
        this.#running.delete(next.id);
        this.#startNext();
      });
      this.#running.set(next.id, work);
    }
  }
}
