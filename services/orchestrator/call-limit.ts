import { cancelled, DezenasError, throwIfAborted } from '../shared/errors.js';

const RETRY_AFTER_MS = 1_000;
/** How long a call waits for its turn, and how many wait for each that is under way. */
const WAIT_MS = 5_000;
const WAITING_PER_CALL = 16;

/**
 * Bounds the calls under way that work for their caller: streams of games, estimates, validations, checks. Those beyond
 * wait a moment, first come first served: most calls take some milliseconds.
 */
export class CallLimit {
  readonly #most: number;
  #underWay = 0;
  /** Let one in each. */
  readonly #waiting = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws DezenasError RESOURCE_EXHAUSTED when its turn did not come, CANCELLED when the caller went away meanwhile. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** The same for a stream of answers, until its end. */
  async *stream<T>(signal: AbortSignal, work: () => AsyncIterable<T>): AsyncGenerator<T> {
    await this.#enter(signal);
    try {
      yield* work();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#underWay < this.#most) {
      this.#underWay++;
      return;
    }
    if (this.#waiting.size >= this.#most * WAITING_PER_CALL) throw this.#refusal();
    await new Promise<void>((resolve, reject) => {
      const settle = (work: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(letIn);
        work();
      };
      const letIn = () => settle(resolve);
      const timer = setTimeout(() => settle(() => reject(this.#refusal())), WAIT_MS);
      const onAbort = () => settle(() => reject(cancelled()));
      signal.addEventListener('abort', onAbort);
      this.#waiting.add(letIn);
    });
  }

  /** The place goes to the call that has waited longest. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#underWay--;
  }

  #refusal(): DezenasError {
    return new DezenasError('RESOURCE_EXHAUSTED', `${this.#underWay} streams are under way already`, {
      reason: 'TOO_MANY_STREAMS',
      retryAfterMs: RETRY_AFTER_MS,
    });
  }
}
