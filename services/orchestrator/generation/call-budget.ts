/** Tokens at the start, and the maximum number of tokens. */
const MAX_TOKENS = 20;
/** Tokens that a successful call adds: the long-term share of extra calls. */
const TOKENS_PER_CALL = 0.2;

/** The kind of a call beyond the first call for the same chunks. */
export type ExtraCall = 'retry' | 'hedge';

/**
 * Limits retries and hedges over all jobs of this process, so that a failure of generators does not multiply the calls. Counts the calls for
 * tests and monitoring.
 */
export class CallBudget {
  /** Counts since the start: successful calls, retries, hedges, calls that the budget refused, damaged answers. */
  readonly counts = { done: 0, retry: 0, hedge: 0, refused: 0, damaged: 0 };
  #tokens = MAX_TOKENS;

  /** Counts a successful call. */
  recordSuccess(): void {
    this.counts.done++;
    this.#tokens = Math.min(MAX_TOKENS, this.#tokens + TOKENS_PER_CALL);
  }

  /** Takes a token for an extra call. Returns false if no token is left. */
  take(kind: ExtraCall): boolean {
    if (this.#tokens < 1) {
      this.counts.refused++;
      return false;
    }
    this.#tokens--;
    this.counts[kind]++;
    return true;
  }

  /** Returns the token of a call that was not made. */
  refund(kind: ExtraCall): void {
    this.#tokens++;
    this.counts[kind]--;
  }
}
