import { type Backoff, backoffMs, pause } from '../../shared/async/backoff.js';
import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { CallOptions } from '../../shared/grpc/client/calls.js';

export interface ReconnectOptions {
  /** How long a call waits for a server that has answered before to answer again, in milliseconds. Default 60,000; 0 disables reconnecting. */
  reconnectMs?: number;
}

const RECONNECT_MS = 60_000;
/** The pauses between attempts to reach a lost server. */
const RECONNECT_BACKOFF: Backoff = { firstDelayMs: 200, maxDelayMs: 3_000, spread: [0.5, 1] };

/** Paces the attempts of one stream that resumes after a lost connection. The pause grows with each attempt (backoff). */
export class Reconnection {
  readonly #options: CallOptions;
  readonly #reconnectMs: number;
  readonly #deadline: number;
  #hasAnswered = false;
  #lostAt: number | undefined;
  /** Since the server answered last. */
  #failures = 0;

  /** The timeout and the signal cover all attempts together. */
  constructor({ reconnectMs = RECONNECT_MS, ...options }: CallOptions & ReconnectOptions) {
    this.#options = options;
    this.#reconnectMs = reconnectMs;
    this.#deadline = performance.now() + (options.timeoutMs ?? Number.POSITIVE_INFINITY);
  }

  /** The options of the next attempt: its timeout is the remaining time. */
  get callOptions(): CallOptions {
    return this.#options.timeoutMs === undefined ? this.#options : { ...this.#options, timeoutMs: this.#remainingMs() };
  }

  /** Reports an answer of the server, which restarts the reconnect time and the backoff. */
  markAnswered(): void {
    this.#hasAnswered = true;
    this.#lostAt = undefined;
    this.#failures = 0;
  }

  /**
   * Waits until the next attempt may start.
   * @throws `error` when it is not transient, the server has never answered, or the reconnect time is over.
   */
  async waitForRetry(error: unknown): Promise<void> {
    throwIfAborted(this.#options.signal);
    if (!this.#hasAnswered || !isTransient(error)) throw error;
    const now = performance.now();
    this.#lostAt ??= now;
    const leftMs = this.#lostAt + this.#reconnectMs - now;
    if (leftMs <= 0) throw error;
    // The jitter keeps the clients of a restarted server from reconnecting at the same moment.
    this.#failures++;
    await pause(Math.min(backoffMs(RECONNECT_BACKOFF, this.#failures), leftMs, this.#remainingMs()), this.#options.signal);
    throwIfAborted(this.#options.signal);
  }

  #remainingMs(): number {
    return Math.max(0, this.#deadline - performance.now());
  }
}

/**
 * Whether a retry may succeed: the connection was lost, or other streams have taken its place (TOO_MANY_STREAMS). A stopping server ends
 * its calls with CANCELLED; the caller's own cancellation never gets here, because `waitForRetry` checks the signal first.
 */
function isTransient(error: unknown): boolean {
  return error instanceof DezenasError && (['UNAVAILABLE', 'CANCELLED'].includes(error.code) || error.reason === 'TOO_MANY_STREAMS');
}
