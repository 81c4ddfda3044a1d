/** Hands out jobs that wait: those of the highest priority first, of one priority in the order they came. */
export interface JobQueue {
  /** Others take jobs of it, too, in other processes. */
  readonly shared: boolean;
  /**
   * Starts to hand out jobs, a few at once. `work` must not fail; it resolves when the job's work has stopped. With false, the job goes back to its
   * place. A job may be given to another process while it is still at work here: its record says so.
   */
  start(work: (id: string) => Promise<boolean>): Promise<void>;
  /** Puts a job at the end of those of its priority. Does nothing when it is there already. */
  push(id: string, priority: number): Promise<void>;
  /** Takes a job out that waits. */
  remove(id: string): Promise<void>;
  /** Those of the jobs it does not have. */
  missing(ids: string[]): Promise<string[]>;
  /** How many jobs wait in it. */
  waiting(): Promise<number>;
  /** Jobs that can be at work at once, in all processes together. */
  places(): Promise<number>;
  /** Hands out no more. */
  pause(): Promise<void>;
  /** Once no job is at work. */
  close(): Promise<void>;
}
