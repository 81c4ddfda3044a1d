import { DezenasError } from '../shared/errors.js';

const RETRY_AFTER_MS = 1_000;

/** Bounds the calls under way that work for their caller: streams of games, estimates, validations, checks. */
export class CallLimit {
  readonly #most: number;
  #underWay = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws DezenasError RESOURCE_EXHAUSTED when as many calls are under way already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#enter();
    try {
      return await work();
    } finally {
      this.#underWay--;
    }
  }

  /** The same for a stream of answers, until its end. */
  async *stream<T>(work: () => AsyncIterable<T>): AsyncGenerator<T> {
    this.#enter();
    try {
      yield* work();
    } finally {
      this.#underWay--;
    }
  }

  #enter(): void {
    if (this.#underWay >= this.#most) {
      throw new DezenasError('RESOURCE_EXHAUSTED', `${this.#underWay} streams are under way already`, {
        reason: 'TOO_MANY_STREAMS',
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    this.#underWay++;
  }
}
