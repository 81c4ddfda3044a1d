import { setTimeout as delay } from 'node:timers/promises';
import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { CallOptions } from '../../shared/grpc/client/calls.js';

export interface ReconnectOptions {
  /** How long a server that was there and went away is waited for, in milliseconds. Default 60,000; 0: not at all. */
  reconnectMs?: number;
}

const RECONNECT_MS = 60_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 3_000;

/** The attempts of one stream that goes on after a lost connection, with longer and longer waits between them. */
export class Reconnection {
  readonly #options: CallOptions;
  readonly #reconnectMs: number;
  readonly #deadline: number;
  #wasThere = false;
  #lostAt: number | undefined;
  #waitMs = FIRST_WAIT_MS;

  /** The deadline and the signal hold for all attempts together. */
  constructor({ reconnectMs = RECONNECT_MS, ...options }: CallOptions & ReconnectOptions) {
    this.#options = options;
    this.#reconnectMs = reconnectMs;
    this.#deadline = performance.now() + (options.timeoutMs ?? Number.POSITIVE_INFINITY);
  }

  /** Of the next attempt. */
  get callOptions(): CallOptions {
    return this.#options.timeoutMs === undefined ? this.#options : { ...this.#options, timeoutMs: this.#leftMs() };
  }

  /** The server answered: what is lost after this is waited for anew. */
  answered(): void {
    this.#wasThere = true;
    this.#lostAt = undefined;
    this.#waitMs = FIRST_WAIT_MS;
  }

  /**
   * Waits before the next attempt.
   * @throws the error itself when it does not pass, the server was never there, or it has been away for too long.
   */
  async again(error: unknown): Promise<void> {
    throwIfAborted(this.#options.signal);
    if (!this.#wasThere || !isPassing(error)) throw error;
    const now = performance.now();
    this.#lostAt ??= now;
    const leftMs = this.#lostAt + this.#reconnectMs - now;
    if (leftMs <= 0) throw error;
    // Not all clients of a server come back at the same moment.
    const waitMs = Math.min(this.#waitMs * (0.5 + Math.random() / 2), leftMs, this.#leftMs());
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
    await delay(waitMs, undefined, { signal: this.#options.signal }).catch(() => throwIfAborted(this.#options.signal));
  }

  #leftMs(): number {
    return Math.max(0, this.#deadline - performance.now());
  }
}

/**
 * The connection was lost, or others have taken its place meanwhile. CANCELLED without a signal of one's own: the server ended its
 * connections while it stopped.
 */
function isPassing(error: unknown): boolean {
  return error instanceof DezenasError && (['UNAVAILABLE', 'CANCELLED'].includes(error.code) || error.reason === 'TOO_MANY_STREAMS');
}
