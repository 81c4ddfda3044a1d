import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '../../services/client/library/client.js';
import { type Callers, isUnavailable } from './callers.js';

/** A watcher that gets no update for this long watches at another orchestrator. A running job is reported every second. */
const SILENCE_TIMEOUT_MS = 3_000;
const PAUSE_MS = 200;
const ENDED = new Set(['JOB_STATE_COMPLETED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED', 'JOB_STATE_EXPIRED']);

/** Watches a job until its end, at any orchestrator that answers. */
export class Watcher {
  readonly id: string;
  last: Job | undefined;
  /** When the last reported change of the job arrived. */
  changed = performance.now();
  #updated = performance.now();
  longestSilenceMs = 0;
  #isLost = false;

  constructor(id: string) {
    this.id = id;
  }

  /** Resolves with the ended job. @throws DezenasError such as NOT_FOUND, or the reason of the signal. */
  async follow(callers: Callers, signal: AbortSignal): Promise<Job> {
    for (;;) {
      signal.throwIfAborted();
      const silence = new AbortController();
      const timer = setTimeout(() => silence.abort(), SILENCE_TIMEOUT_MS);
      try {
        const { client } = await callers.next();
        for await (const job of client.watchJob(this.id, { signal: AbortSignal.any([signal, silence.signal]) })) {
          timer.refresh();
          this.#record(job);
          if (ENDED.has(job.state)) return job;
        }
      } catch (error) {
        if (!isUnavailable(error)) {
          this.#isLost = true;
          throw error;
        }
      } finally {
        clearTimeout(timer);
      }
      await delay(PAUSE_MS);
    }
  }

  /** Whether the last reported state of the job is running. */
  isRunning(): boolean {
    return this.last !== undefined && this.last.attempts > 0 && !this.hasEnded();
  }

  /** Whether the job was reported as ended or as unknown. */
  hasEnded(): boolean {
    return this.#isLost || ENDED.has(this.last?.state ?? '');
  }

  #record(job: Job): void {
    const now = performance.now();
    this.longestSilenceMs = Math.max(this.longestSilenceMs, now - this.#updated);
    this.#updated = now;
    if (!this.last || progressOf(job) !== progressOf(this.last)) this.changed = now;
    this.last = job;
  }
}

function progressOf({ state, attempts, progress }: Job): string {
  return [state, attempts, progress?.gamesGenerated, progress?.rowsWritten].join(' ');
}
