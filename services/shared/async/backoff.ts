import { setTimeout as delay } from 'node:timers/promises';

/** The delay before a retry of failed work. */
export interface Backoff {
  /** Delay after the first failure. Each further failure doubles the delay. */
  firstDelayMs: number;
  /** Longest delay, before `spread` is applied. Default: no bound. */
  maxDelayMs?: number;
  /** The delay is multiplied by a random factor from this range, so that callers that failed together do not retry together. Default: 1. */
  spread?: readonly [min: number, max: number];
}

/**
 * Returns the delay before the next retry, in milliseconds.
 * @param failures consecutive failures, from 1.
 */
export function backoffMs(
  { firstDelayMs, maxDelayMs = Number.POSITIVE_INFINITY, spread: [min, max] = [1, 1] }: Backoff,
  failures: number,
): number {
  return Math.min(firstDelayMs * 2 ** (failures - 1), maxDelayMs) * (min + Math.random() * (max - min));
}

/** Resolves after the time, or as soon as the signal fires. Never rejects: the caller checks the signal. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
