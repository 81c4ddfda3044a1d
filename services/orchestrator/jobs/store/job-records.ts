import type { Job } from '../model/job.js';

/** A place in the order of creation. */
export interface JobPlace {
  createMs: number;
  id: string;
}

export function placeOf({ createTime, id }: Job): JobPlace {
  return { createMs: createTime.getTime(), id };
}

export interface ListOptions {
  newestFirst: boolean;
  /** Begins with the next one. */
  after?: JobPlace;
}

export interface ActiveLimit {
  most: number;
  full(): Error;
}

/** Jobs, kept durably: what has resolved survives the death of the process. */
export interface JobRecords {
  /**
   * Adds a job and gives it, with nobody in between. The job that has its request id is given instead where there is one; undefined when `limit` jobs
   * have not ended.
   */
  add(job: Job, limit: number): Promise<Job | undefined>;
  get(id: string): Promise<Job | undefined>;
  /** The job of a request id. */
  find(requestId: string): Promise<Job | undefined>;
  /**
   * Changes a job with nobody in between; `change` may be called again with a newer one. When it gives false the job stays as it is, and what it
   * throws is thrown. Resolves with the job as it is then; undefined when there is none.
   * @param limit of jobs that have not ended: what `full` gives is thrown when an ended one is to be one of them, and so many are there.
   */
  update(id: string, change: (job: Job) => boolean, limit?: ActiveLimit): Promise<Job | undefined>;
  /** Forgets a job with nobody in between; `may` may be asked again about a newer one. When it says false the job stays, and false is resolved with. */
  remove(id: string, may: (job: Job) => boolean): Promise<boolean>;
  /** In the order of creation. */
  list(options: ListOptions): AsyncIterable<Job>;
  /** Of jobs that have not ended. */
  active(): Promise<string[]>;
  /** Of jobs whose due time is past. */
  due(now: Date): Promise<string[]>;
}
