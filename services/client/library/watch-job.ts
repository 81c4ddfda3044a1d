import { DezenasError } from '../../shared/errors.js';
import type { CallOptions } from '../../shared/grpc/client/calls.js';
import type { Job } from './messages.js';
import { Reconnection, type ReconnectOptions } from './reconnection.js';

const ENDED: ReadonlySet<Job['state']> = new Set(['JOB_STATE_COMPLETED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED', 'JOB_STATE_EXPIRED']);

/** Whether the job is in a final state: only a retry or a deletion changes the job now. */
export function hasJobEnded({ state }: Pick<Job, 'state'>): boolean {
  return ENDED.has(state);
}

/** Yields a job now and after each change until the job has ended, reconnecting as needed. The final state comes once, at the end. */
export async function* watchJob(
  watch: (options: CallOptions) => AsyncIterable<Job>,
  options: CallOptions & ReconnectOptions = {},
): AsyncGenerator<Job, void, undefined> {
  const reconnection = new Reconnection(options);
  for (;;) {
    try {
      for await (const job of watch(reconnection.callOptions)) {
        reconnection.markAnswered();
        yield job;
        if (hasJobEnded(job)) return;
      }
      throw new DezenasError('UNAVAILABLE', 'the server ended the watch before the job ended');
    } catch (error) {
      await reconnection.waitForRetry(error);
    }
  }
}
