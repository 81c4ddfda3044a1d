import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { DezenasError } from '../errors.js';
import type { Caller } from './tokens.js';

const WINDOW_SECONDS = 60;

/** How often each caller may make something. Kept in memory: every replica of a service counts for itself. */
export class CreateLimit {
  readonly #perMinute: number;
  /** One for each limit there is; a limiter has one number of points for all its keys. */
  readonly #limiters = new Map<number, RateLimiterMemory>();

  /** @param perMinute for callers without a limit of their own. */
  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** @throws DezenasError RESOURCE_EXHAUSTED, with the time after which there is room again. */
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
      throw new DezenasError('RESOURCE_EXHAUSTED', `at most ${createsPerMinute} jobs a minute for this caller`, {
        reason: 'RATE_LIMITED',
        retryAfterMs,
      });
    }
  }
}
