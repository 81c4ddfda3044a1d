/** The id of the job that the current work belongs to. Log lines and outgoing calls read it from here. */

import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Runs work as part of a job, also after its awaits. */
export function runInJob<T>(job: string, work: () => T): T {
  return scope.run(job, work);
}

export function currentJob(): string | undefined {
  return scope.getStore();
}
