import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { DezenasError } from '../errors.js';
import type { Caller } from './tokens.js';

const WINDOW_SECONDS = 60;

/** Limits how often each caller may create jobs. The counts are in memory, so each replica of a service counts separately. */
export class CreateLimit {
  readonly #perMinute: number;
  /** By limit, because a limiter has the same number of points for all keys. */
  readonly #limiters = new Map<number, RateLimiterMemory>();

  /** @param perMinute limit of callers whose token sets no limit. */
  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /**
   * Counts a call.
   * @throws DezenasError RESOURCE_EXHAUSTED at the limit, with the time until the next call is allowed.
   */
  async take({ name, createsPerMinute = this.#perMinute }: Caller): Promise<void> {
    let limiter = this.#limiters.get(createsPerMinute);
    if (!limiter) {
      limiter = new RateLimiterMemory({ points: createsPerMinute, duration: WINDOW_SECONDS });
      this.#limiters.set(createsPerMinute, limiter);
    }
    try {
      await limiter.consume(name);
    } catch (refused) {
      const retryAfterMs = (refused as RateLimiterRes).msBeforeNext;
      throw new DezenasError('RESOURCE_EXHAUSTED', `too many jobs created by this caller (limit ${createsPerMinute} per minute)`, {
        reason: 'RATE_LIMITED',
        retryAfterMs,
      });
    }
  }
}
