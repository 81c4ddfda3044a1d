import { DezenasError } from '../shared/errors.js';
import type { ReadinessCheck } from '../shared/observability/readiness.js';
import type { ChunkThreads } from './run-chunks.js';

/** Ready once a worker thread has answered, with the core running in it, and as long as there are threads. Busy threads are not asked again. */
export function threadCheck(threads: ChunkThreads): ReadinessCheck {
  let answered: Promise<unknown> | undefined;
  return async () => {
    if (threads.workers.length === 0) answered = undefined;
    answered ??= threads.run({ kind: 'answer' }).catch((cause) => {
      answered = undefined;
      throw new DezenasError('UNAVAILABLE', 'no worker thread answers', { cause });
    });
    await answered;
  };
}
