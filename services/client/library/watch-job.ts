import { DezenasError } from '../../shared/errors.js';
import type { CallOptions } from '../../shared/grpc/client/calls.js';
import type { Job } from './messages.js';
import { Reconnection, type ReconnectOptions } from './reconnection.js';

const ENDED: ReadonlySet<Job['state']> = new Set(['JOB_STATE_COMPLETED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED', 'JOB_STATE_EXPIRED']);

/** Nothing happens to it any more, unless it is retried or deleted. */
export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return ENDED.has(state);
}

/** A job now and after each change until it has ended, over as many calls as it takes. An ended job comes once, as the last. */
export async function* watchJob(
  watch: (options: CallOptions) => AsyncIterable<Job>,
  options: CallOptions & ReconnectOptions = {},
): AsyncGenerator<Job, void, undefined> {
  const reconnection = new Reconnection(options);
  for (;;) {
    try {
      for await (const job of watch(reconnection.callOptions)) {
        reconnection.answered();
        yield job;
        if (hasEnded(job)) return;
      }
      throw new DezenasError('UNAVAILABLE', 'the server ended the watch before the job');
    } catch (error) {
      await reconnection.again(error);
    }
  }
}
