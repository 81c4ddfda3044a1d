import { Redis } from 'ioredis';
import { DezenasError } from '../../shared/errors.js';
import type { Logger } from '../../shared/logging.js';

/** How long a caller waits for Redis, which may be restarting meanwhile. */
const ANSWER_MS = 10_000;
const MAX_RECONNECT_MS = 1_000;
/** An address that does not answer may be that of a server that was there before. */
const CONNECT_MS = 2_000;

/**
 * A connection that comes back whenever it is cut. What is asked meanwhile waits for it: as long as it takes when `patient`, else up to ten seconds.
 * A command whose answer was lost is sent again.
 */
export function connectRedis(url: string, logger: Logger, patient: boolean): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_MS,
    retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), MAX_RECONNECT_MS),
    ...(patient ? {} : { commandTimeout: ANSWER_MS }),
  });
  redis.on('error', (err) => logger.warn({ err }, 'no connection to Redis'));
  return redis;
}

/** @throws DezenasError UNAVAILABLE when Redis does not answer in time. */
export async function askRedis<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw new DezenasError('UNAVAILABLE', 'the store of jobs and draws (REDIS_URL) does not answer', {
      reason: 'JOB_STORE_UNAVAILABLE',
      cause,
    });
  }
}
