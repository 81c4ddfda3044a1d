import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '../../services/client/library/client.js';
import { type Callers, isAway } from './callers.js';

/** A watcher that hears nothing for so long asks another orchestrator: a job at work is told every second. */
const PATIENCE_MS = 3_000;
const PAUSE_MS = 200;
const ENDED = new Set(['JOB_STATE_COMPLETED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED', 'JOB_STATE_EXPIRED']);

/** Follows a job from whatever orchestrator tells of it, to its end. */
export class Watcher {
  readonly id: string;
  last: Job | undefined;
  /** When the job was last told to have changed. */
  changed = performance.now();
  #heard = performance.now();
  longestSilenceMs = 0;
  #isLost = false;

  constructor(id: string) {
    this.id = id;
  }

  /** Resolves with the ended job. @throws DezenasError such as NOT_FOUND, or the reason of the signal. */
  async follow(callers: Callers, signal: AbortSignal): Promise<Job> {
    for (;;) {
      signal.throwIfAborted();
      const quiet = new AbortController();
      const timer = setTimeout(() => quiet.abort(), PATIENCE_MS);
      try {
        const { client } = await callers.next();
        for await (const job of client.watchJob(this.id, { signal: AbortSignal.any([signal, quiet.signal]) })) {
          timer.refresh();
          this.#hear(job);
          if (ENDED.has(job.state)) return job;
        }
      } catch (error) {
        if (!isAway(error)) {
          this.#isLost = true;
          throw error;
        }
      } finally {
        clearTimeout(timer);
      }
      await delay(PAUSE_MS);
    }
  }

  /** As it was last told. */
  isAtWork(): boolean {
    return this.last !== undefined && this.last.attempts > 0 && !this.hasEnded();
  }

  /** It was told to have ended, or nothing can be told of it any more. */
  hasEnded(): boolean {
    return this.#isLost || ENDED.has(this.last?.state ?? '');
  }

  #hear(job: Job): void {
    const now = performance.now();
    this.longestSilenceMs = Math.max(this.longestSilenceMs, now - this.#heard);
    this.#heard = now;
    if (!this.last || shownOf(job) !== shownOf(this.last)) this.changed = now;
    this.last = job;
  }
}

function shownOf({ state, attempts, progress }: Job): string {
  return [state, attempts, progress?.gamesGenerated, progress?.rowsWritten].join(' ');
}
