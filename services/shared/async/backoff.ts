import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait before work that failed is tried again. */
export interface Backoff {
  /** After the first failure; each further failure doubles the delay. */
  firstDelayMs: number;
  /** Longest delay, before `spread` and without what the caller adds. Default: no bound. */
  maxDelayMs?: number;
  /** A random factor from this range multiplies the delay, so that callers that failed together do not return together. Default: none. */
  spread?: readonly [least: number, most: number];
}

/** @param failures in a row, from 1. */
export function backoffMs(
  { firstDelayMs, maxDelayMs = Number.POSITIVE_INFINITY, spread: [least, most] = [1, 1] }: Backoff,
  failures: number,
): number {
  return Math.min(firstDelayMs * 2 ** (failures - 1), maxDelayMs) * (least + Math.random() * (most - least));
}

/** Resolves after the time, or as soon as the signal fires: the caller checks the signal. Never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
