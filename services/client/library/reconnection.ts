import { type Backoff, backoffMs, pause } from '../../shared/async/backoff.js';
import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { CallOptions } from '../../shared/grpc/client/calls.js';

export interface ReconnectOptions {
  /** How long a server that was there and went away is waited for, in milliseconds. Default 60,000; 0: not at all. */
  reconnectMs?: number;
}

const RECONNECT_MS = 60_000;
/** Before the next attempt to reach a server that was lost. */
const RECONNECT_BACKOFF: Backoff = { firstDelayMs: 200, maxDelayMs: 3_000, spread: [0.5, 1] };

/** The attempts of one stream that goes on after a lost connection, with longer and longer waits between them. */
export class Reconnection {
  readonly #options: CallOptions;
  readonly #reconnectMs: number;
  readonly #deadline: number;
  #wasThere = false;
  #lostAt: number | undefined;
  /** Since the server answered last. */
  #failures = 0;

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
    this.#failures = 0;
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
    this.#failures++;
    await pause(Math.min(backoffMs(RECONNECT_BACKOFF, this.#failures), leftMs, this.#leftMs()), this.#options.signal);
    throwIfAborted(this.#options.signal);
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
