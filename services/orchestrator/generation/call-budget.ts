/** Tokens for a start, and the most that are saved up. */
const MOST_TOKENS = 20;
/** What a call that went well adds: at most so many extra calls of all in the long run. */
const TOKENS_PER_CALL = 0.2;

/** Calls made beyond the first one of a piece of work. */
export type ExtraCall = 'retry' | 'hedge';

/**
 * Bounds the calls that are made again, over all jobs of this process: trouble at the generators must not be answered by
 * a multiple of the calls. Counts what happened, for those who watch.
 */
export class CallBudget {
  /** Since the start: pieces of work done, calls made again, calls refused by the budget, damaged answers. */
  readonly counts = { done: 0, retry: 0, hedge: 0, refused: 0, damaged: 0 };
  #tokens = MOST_TOKENS;

  /** A piece of work was done. */
  done(): void {
    this.counts.done++;
    this.#tokens = Math.min(MOST_TOKENS, this.#tokens + TOKENS_PER_CALL);
  }

  /** Takes leave for one extra call; false: there have been too many. */
  take(kind: ExtraCall): boolean {
    if (this.#tokens < 1) {
      this.counts.refused++;
      return false;
    }
    this.#tokens--;
    this.counts[kind]++;
    return true;
  }

  /** A call that was not made after all. */
  giveBack(kind: ExtraCall): void {
    this.#tokens++;
    this.counts[kind]--;
  }
}
