/** Hands out queued jobs, in the order of priority and, within a priority, in the order of `push`. */
export interface JobQueue {
  /** True if other processes take jobs from the same queue. */
  readonly isShared: boolean;
  /**
   * Starts to hand out jobs, several at once. `work` must not reject. It resolves when the work of the job has stopped; with false, the job is
   * requeued in its place. A shared queue may hand out a job that still runs in this process to another process; the record shows this.
   */
  start(work: (id: string) => Promise<boolean>): Promise<void>;
  /** Appends a job to the jobs of its priority. Does nothing if the job is already queued or running. */
  push(id: string, priority: number): Promise<void>;
  /** Removes a queued job. */
  remove(id: string): Promise<void>;
  /** Returns the ids that are neither queued nor running. */
  findMissing(ids: string[]): Promise<string[]>;
  countQueued(): Promise<number>;
  /** Returns how many jobs can run at once, in all processes together. */
  countSlots(): Promise<number>;
  /** Stops handing out jobs. */
  pause(): Promise<void>;
  /** Closes the queue. No job may be running. */
  close(): Promise<void>;
}
