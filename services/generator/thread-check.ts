import { DezenasError } from '../shared/errors.js';
import type { ReadinessCheck } from '../shared/observability/readiness.js';
import type { ChunkThreads } from './run-chunks.js';

/**
 * Returns a check that passes once a worker thread with a core has answered, as long as the pool has threads. Later checks send no
 * task, so busy threads do not fail the check.
 */
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
