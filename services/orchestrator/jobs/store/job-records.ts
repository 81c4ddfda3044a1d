import type { Job } from '../model/job.js';

/** A position in the order of creation. */
export interface JobPlace {
  createMs: number;
  id: string;
}

export function placeOf({ createTime, id }: Job): JobPlace {
  return { createMs: createTime.getTime(), id };
}

export interface ListOptions {
  newestFirst: boolean;
  /** The list begins after this place. Undefined: at the first job. */
  after?: JobPlace;
}

/** A limit of jobs that have not ended. */
export interface ActiveLimit {
  max: number;
  /** Creates the error to throw at the limit. */
  createError(): Error;
}

/** The stored jobs. A change is durable when its promise resolves. Changes are atomic. */
export interface JobRecords {
  /**
   * Adds a job and returns it. If a stored job has the same request id, returns that job instead. Returns undefined when `limit` jobs have not
   * ended.
   */
  add(job: Job, limit: number): Promise<Job | undefined>;
  get(id: string): Promise<Job | undefined>;
  /** Returns the job that was created with a request id. */
  find(requestId: string): Promise<Job | undefined>;
  /**
   * Changes a job and returns it, or undefined if no job has the id. `change` returns false to leave the job as it is, and its errors are
   * rethrown. If the job changes in the meantime, `change` is called again with the newer job.
   * @param limit checked when the change makes an ended job active again.
   */
  update(id: string, change: (job: Job) => boolean, limit?: ActiveLimit): Promise<Job | undefined>;
  /**
   * Removes a job unless `mayRemove` returns false. If the job changes in the meantime, `mayRemove` is called again with the newer job. Returns
   * whether the job no longer exists.
   */
  remove(id: string, mayRemove: (job: Job) => boolean): Promise<boolean>;
  /** Lists the jobs in the order of creation. */
  list(options: ListOptions): AsyncIterable<Job>;
  /** Returns the ids of the jobs that have not ended. */
  listActive(): Promise<string[]>;
  /** Returns the ids of the jobs whose due time has passed. */
  listDue(now: Date): Promise<string[]>;
}
