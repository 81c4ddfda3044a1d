/** Which job the work under way is for, so that every log line and every call on its way says so without being told. */

import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Runs work, also after its awaits, as part of a job. */
export function inJob<T>(job: string, work: () => T): T {
  return scope.run(job, work);
}

export function currentJob(): string | undefined {
  return scope.getStore();
}
