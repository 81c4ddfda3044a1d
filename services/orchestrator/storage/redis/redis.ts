import { Redis, type RedisOptions } from 'ioredis';
import { type Backoff, backoffMs } from '../../../shared/async/backoff.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import { throttleLog } from '../../../shared/security/throttle-log.js';
import { failStrandedCommands } from './workarounds/stranded-commands.js';

/** Longest wait of a caller for Redis, which may be restarting. */
const COMMAND_TIMEOUT_MS = 10_000;
/** Delay before the next attempt to connect. */
const RECONNECT_BACKOFF: Backoff = { firstDelayMs: 100, maxDelayMs: 1_000 };
/** Longest wait for a connection. An address that does not answer may belong to a server that has been replaced. */
const CONNECT_TIMEOUT_MS = 2_000;
/** Longest wait for Redis, and for a connection to close, while the process stops. */
const FINAL_COMMAND_TIMEOUT_MS = 2_000;
const DISCONNECT_TIMEOUT_MS = 500;

/**
 * Opens a connection that reconnects whenever it is lost. Commands wait for the connection: without a limit if `waitsForever` is true, else up
 * to 10 s. A command whose answer was lost is sent again.
 */
export function connectRedis(url: string, logger: Logger, { waitsForever }: { waitsForever: boolean }): Redis {
  const redis = new Connection(url, {
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    retryStrategy: (failures) => backoffMs(RECONNECT_BACKOFF, failures),
    ...(waitsForever ? {} : { commandTimeout: COMMAND_TIMEOUT_MS }),
  });
  redis.on('error', createThrottledWarning(logger, 'no connection to Redis'));
  return redis;
}

/** Creates a logger of errors that repeat while Redis is unavailable. Each line contains the last error. */
export function createThrottledWarning(logger: Logger, text: string): (err: Error) => void {
  let last: Error | undefined;
  const warn = throttleLog((times) => logger.warn({ err: last, times }, text));
  return (err) => {
    last = err;
    warn();
  };
}

/** Shortens the timeouts of a connection while the process stops. Pending and later commands fail unless Redis answers within 2 s. */
export async function shortenTimeouts(redis: Redis): Promise<void> {
  redis.options.commandTimeout = FINAL_COMMAND_TIMEOUT_MS;
  try {
    await redis.ping();
  } catch {
    if (redis.status === 'end') return;
    // Redis is unavailable: the next failed attempt to connect rejects the waiting commands.
    redis.options.maxRetriesPerRequest = 0;
    redis.disconnect(true);
  }
}

/**
 * Waits for an answer of Redis.
 * @throws DezenasError UNAVAILABLE when Redis does not answer in time, RESOURCE_EXHAUSTED when Redis is out of memory.
 */
export async function askRedis<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof Error && cause.message.startsWith('OOM ')) {
      throw new DezenasError('RESOURCE_EXHAUSTED', 'the store of jobs and draws (REDIS_URL) is out of memory', {
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

/** A connection that also disconnects its duplicates, which BullMQ creates. */
class Connection extends Redis {
  readonly #duplicates: Redis[] = [];

  override disconnect(reconnect = false): void {
    if (!reconnect) {
      for (const duplicate of this.#duplicates) {
        failStrandedCommands(duplicate);
        duplicate.disconnect();
      }
      failStrandedCommands(this);
    }
    super.disconnect(reconnect);
  }

  override duplicate<O extends Partial<RedisOptions> | undefined = undefined>(options?: O) {
    const duplicate = super.duplicate(options);
    this.#duplicates.push(duplicate);
    return duplicate;
  }
}
