import { Redis, type RedisOptions } from 'ioredis';
import { type Backoff, backoffMs } from '../../../shared/async/backoff.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import { logSeldom } from '../../../shared/security/log-seldom.js';
import { failStrandedCommands } from './workarounds/stranded-commands.js';

/** How long a caller waits for Redis, which may be restarting meanwhile. */
const ANSWER_MS = 10_000;
/** Before the next attempt to connect. */
const RECONNECT_BACKOFF: Backoff = { firstDelayMs: 100, maxDelayMs: 1_000 };
/** An address that does not answer may be that of a server that was there before. */
const CONNECT_MS = 2_000;
/** How long a process that stops waits for Redis, and for its side of a connection to end. */
const LAST_ANSWER_MS = 2_000;
const DISCONNECT_MS = 500;

/**
 * A connection that comes back whenever it is cut. What is asked meanwhile waits for it: as long as it takes when `patient`, else up to ten seconds.
 * A command whose answer was lost is sent again.
 */
export function connectRedis(url: string, logger: Logger, patient: boolean): Redis {
  const redis = new Connection(url, {
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_MS,
    disconnectTimeout: DISCONNECT_MS,
    retryStrategy: (failures) => backoffMs(RECONNECT_BACKOFF, failures),
    ...(patient ? {} : { commandTimeout: ANSWER_MS }),
  });
  redis.on('error', warnSeldom(logger, 'no connection to Redis'));
  return redis;
}

/** For errors that come again and again while Redis is away: the line has the last one. */
export function warnSeldom(logger: Logger, text: string): (err: Error) => void {
  let last: Error | undefined;
  const warn = logSeldom((times) => logger.warn({ err: last, times }, text));
  return (err) => {
    last = err;
    warn();
  };
}

/** For a process that stops: Redis answers what it is asked from now on within two seconds or fails, and what it was asked before as well. */
export async function hurryRedis(redis: Redis): Promise<void> {
  redis.options.commandTimeout = LAST_ANSWER_MS;
  try {
    await redis.ping();
  } catch {
    if (redis.status === 'end') return;
    // It is away: every attempt to connect that fails ends what waits for it.
    redis.options.maxRetriesPerRequest = 0;
    redis.disconnect(true);
  }
}

/** @throws DezenasError UNAVAILABLE when Redis does not answer in time, RESOURCE_EXHAUSTED when it has no memory left. */
export async function askRedis<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof Error && cause.message.startsWith('OOM ')) {
      throw new DezenasError('RESOURCE_EXHAUSTED', 'the store of jobs and draws (REDIS_URL) has no memory left', {
        reason: 'JOB_STORE_FULL',
        cause,
      });
    }
    throw new DezenasError('UNAVAILABLE', 'the store of jobs and draws (REDIS_URL) does not answer', {
      reason: 'JOB_STORE_UNAVAILABLE',
      cause,
    });
  }
}

/** When it is disconnected, so are those that BullMQ made like it. */
class Connection extends Redis {
  readonly #made: Redis[] = [];

  override disconnect(reconnect = false): void {
    if (!reconnect) {
      for (const made of this.#made) {
        failStrandedCommands(made);
        made.disconnect();
      }
      failStrandedCommands(this);
    }
    super.disconnect(reconnect);
  }

  override duplicate<O extends Partial<RedisOptions> | undefined = undefined>(options?: O) {
    const made = super.duplicate(options);
    this.#made.push(made);
    return made;
  }
}
