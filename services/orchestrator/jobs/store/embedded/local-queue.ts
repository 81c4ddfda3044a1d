import type { JobQueue } from '../job-queue.js';

interface QueuedJob {
  id: string;
  priority: number;
}

/** A queue in the memory of this process. When the process starts, the sweep fills the queue from the stored records. */
export class LocalQueue implements JobQueue {
  readonly isShared = false;
  readonly #maxRunning: number;
  readonly #queued: QueuedJob[] = [];
  readonly #running = new Map<string, Promise<unknown>>();
  #work: ((id: string) => Promise<boolean>) | undefined;

  /** @param maxRunning maximum number of running jobs. */
  constructor(maxRunning: number) {
    this.#maxRunning = maxRunning;
  }

  async start(work: (id: string) => Promise<boolean>): Promise<void> {
    this.#work = work;
    this.#startNext();
  }

  async push(id: string, priority: number): Promise<void> {
    if (this.#running.has(id) || this.#queued.some((each) => each.id === id)) return;
    const index = this.#queued.findIndex((each) => each.priority < priority);
    this.#queued.splice(index < 0 ? this.#queued.length : index, 0, { id, priority });
    this.#startNext();
  }

  async remove(id: string): Promise<void> {
    const at = this.#queued.findIndex((each) => each.id === id);
    if (at >= 0) this.#queued.splice(at, 1);
  }

  async findMissing(ids: string[]): Promise<string[]> {
    const known = new Set([...this.#running.keys(), ...this.#queued.map(({ id }) => id)]);
    return ids.filter((id) => !known.has(id));
  }

  async countQueued(): Promise<number> {
    return this.#queued.length;
  }

  async countSlots(): Promise<number> {
    return this.#maxRunning;
  }

  async pause(): Promise<void> {
    this.#work = undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #startNext(): void {
    while (this.#work && this.#running.size < this.#maxRunning) {
      const next = this.#queued.shift();
      if (!next) return;
      // The work resolves with false when the job must be requeued. The job is then missing from the queue, so the next sweep finds the job
      // with findMissing() and pushes it again.
      const work = this.#work(next.id).finally(() => {
        this.#running.delete(next.id);
        this.#startNext();
      });
      this.#running.set(next.id, work);
    }
  }
}
