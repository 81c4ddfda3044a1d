import { cancelledError, DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { CallContext } from '../../shared/grpc/server/handlers.js';

const RETRY_AFTER_MS = 1_000;
/** The longest wait for a place, and how many calls may wait per running call. */
const WAIT_MS = 5_000;
const WAITING_PER_CALL = 16;
/** If other calls wait, a call is ended whose caller has neither sent nor read anything for this time. */
const IDLE_MS = 30_000;

export type LimitedCall = Pick<CallContext, 'signal' | 'end'> & { wait: Pick<CallContext['wait'], 'ms' | 'waitUntilTaken'> };

/**
 * Limits how many calls that hold memory for their caller run at once, and how long each may run. Further calls wait up to
 * {@link WAIT_MS}, first come first served, because most calls take a few milliseconds.
 */
export class CallLimit {
  readonly #maxCalls: number;
  readonly #maxCallMs: number;
  readonly #running = new Set<LimitedCall>();
  /** Each callback admits one waiting call. */
  readonly #waiting = new Set<() => void>();

  constructor(maxCalls: number, maxCallMs: number) {
    this.#maxCalls = maxCalls;
    this.#maxCallMs = maxCallMs;
  }

  /**
   * Runs a call with one response.
   * @throws DezenasError RESOURCE_EXHAUSTED when no place became free, CANCELLED when the caller cancelled meanwhile.
   */
  async run<T>(call: LimitedCall, work: () => Promise<T>): Promise<T> {
    const leave = await this.#enter(call);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * Runs a call with a stream of responses. The call holds its place until the caller has read the last response.
   * @throws as {@link run}.
   */
  async *stream<T>(call: LimitedCall, work: () => AsyncIterable<T>): AsyncGenerator<T> {
    const leave = await this.#enter(call);
    try {
      yield* work();
    } finally {
      await call.wait.waitUntilTaken(call.signal);
      leave();
    }
  }

  async #enter(call: LimitedCall): Promise<() => void> {
    throwIfAborted(call.signal);
    if (this.#running.size < this.#maxCalls) this.#running.add(call);
    else await this.#waitForPlace(call);
    const timer = setTimeout(() => call.end(this.#tooLongError()), this.#maxCallMs).unref();
    return () => {
      clearTimeout(timer);
      this.#running.delete(call);
      // A set iterates in insertion order, so the first callback belongs to the call that has waited longest.
      const [next] = this.#waiting;
      next?.();
    };
  }

  async #waitForPlace(call: LimitedCall): Promise<void> {
    this.#endIdlest();
    if (this.#waiting.size >= this.#maxCalls * WAITING_PER_CALL) throw this.#tooManyCallsError();
    await new Promise<void>((resolve, reject) => {
      const settle = (work: () => void) => {
        clearTimeout(timer);
        call.signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(admit);
        work();
      };
      const admit = () => {
        this.#running.add(call);
        settle(resolve);
      };
      const timer = setTimeout(() => settle(() => reject(this.#tooManyCallsError())), WAIT_MS);
      const onAbort = () => settle(() => reject(cancelledError()));
      call.signal.addEventListener('abort', onAbort);
      this.#waiting.add(admit);
    });
  }

  #endIdlest(): void {
    const [idlest] = [...this.#running].filter(({ signal }) => !signal.aborted).toSorted((a, b) => b.wait.ms - a.wait.ms);
    if (!idlest || idlest.wait.ms < IDLE_MS) return;
    const message = `the caller neither sent nor read anything for ${Math.floor(idlest.wait.ms / 1000)} s while other calls wait`;
    idlest.end(new DezenasError('RESOURCE_EXHAUSTED', message, { reason: 'CALLER_IDLE' }));
  }

  #tooManyCallsError(): DezenasError {
    return new DezenasError('RESOURCE_EXHAUSTED', `too many concurrent calls (limit ${this.#maxCalls})`, {
      reason: 'TOO_MANY_STREAMS',
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  #tooLongError(): DezenasError {
    return new DezenasError('DEADLINE_EXCEEDED', `the call took longer than ${this.#maxCallMs / 1000} s`, { reason: 'CALL_TOO_LONG' });
  }
}
