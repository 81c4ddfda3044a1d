import { cancelledError, DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { CallContext } from '../../shared/grpc/server/handlers.js';

const RETRY_AFTER_MS = 1_000;
/** How long a call waits for its turn, and how many wait for each that is under way. */
const WAIT_MS = 5_000;
const WAITING_PER_CALL = 16;
/** A call whose caller neither sends nor reads for so long makes room for others. */
const IDLE_MS = 30_000;

export type LimitedCall = Pick<CallContext, 'signal' | 'end'> & { wait: Pick<CallContext['wait'], 'ms' | 'waitUntilTaken'> };

/**
 * Bounds the calls under way that hold something for their caller, and how long each may take. Those beyond wait a
 * moment, first come first served: most calls take some milliseconds.
 */
export class CallLimit {
  readonly #most: number;
  readonly #longestMs: number;
  readonly #underWay = new Set<LimitedCall>();
  /** Let one in each. */
  readonly #waiting = new Set<() => void>();

  constructor(most: number, longestMs: number) {
    this.#most = most;
    this.#longestMs = longestMs;
  }

  /** @throws DezenasError RESOURCE_EXHAUSTED when its turn did not come, CANCELLED when the caller went away meanwhile. */
  async run<T>(call: LimitedCall, work: () => Promise<T>): Promise<T> {
    const leave = await this.#enter(call);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** The same for a stream of answers, until its caller has taken the last one. */
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
    if (this.#underWay.size < this.#most) this.#underWay.add(call);
    else await this.#turn(call);
    const late = setTimeout(() => call.end(this.#tooLong()), this.#longestMs).unref();
    return () => {
      clearTimeout(late);
      this.#underWay.delete(call);
      // The place goes to the call that has waited longest.
      const [next] = this.#waiting;
      next?.();
    };
  }

  async #turn(call: LimitedCall): Promise<void> {
    this.#endIdlest();
    if (this.#waiting.size >= this.#most * WAITING_PER_CALL) throw this.#refusal();
    await new Promise<void>((resolve, reject) => {
      const settle = (work: () => void) => {
        clearTimeout(timer);
        call.signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(letIn);
        work();
      };
      const letIn = () => {
        this.#underWay.add(call);
        settle(resolve);
      };
      const timer = setTimeout(() => settle(() => reject(this.#refusal())), WAIT_MS);
      const onAbort = () => settle(() => reject(cancelledError()));
      call.signal.addEventListener('abort', onAbort);
      this.#waiting.add(letIn);
    });
  }

  #endIdlest(): void {
    const [idlest] = [...this.#underWay].filter(({ signal }) => !signal.aborted).toSorted((a, b) => b.wait.ms - a.wait.ms);
    if (!idlest || idlest.wait.ms < IDLE_MS) return;
    const message = `nothing was sent or read for ${Math.floor(idlest.wait.ms / 1000)} s, while others wait for their turn`;
    idlest.end(new DezenasError('RESOURCE_EXHAUSTED', message, { reason: 'CALLER_IDLE' }));
  }

  #refusal(): DezenasError {
    return new DezenasError('RESOURCE_EXHAUSTED', `as many such calls as may be (${this.#most}) are under way`, {
      reason: 'TOO_MANY_STREAMS',
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  #tooLong(): DezenasError {
    return new DezenasError('DEADLINE_EXCEEDED', `the call took longer than ${this.#longestMs / 1000} s`, { reason: 'CALL_TOO_LONG' });
  }
}
