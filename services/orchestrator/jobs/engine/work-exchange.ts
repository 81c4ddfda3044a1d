import { cancelled } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import type { PauseDetector } from '../../../shared/process/pause-detector.js';
import { hasEnded, type Job } from '../model/job.js';
import type { JobRecords } from '../store/job-records.js';

/** Between two looks that a runner takes at what others want of its job, and shows them how far it is. */
const EXCHANGE_MS = 200;

/** Why the work of a job stops without its end. */
export const GIVEN_BACK = cancelled('the service is stopping');
export const TAKEN_OVER = cancelled('another orchestrator has the job');

/** Changes the record of a job at work here, and gives it as it is then. Not mine: it is at work elsewhere, ended or gone. */
export async function saveWork(
  records: JobRecords,
  job: Job,
  change: (each: Job) => void,
): Promise<{ mine: boolean; stored: Job | undefined }> {
  let mine = false;
  const stored = await records.update(job.id, (each) => {
    mine = isSameAttempt(each, job) && !hasEnded(each);
    if (mine) change(each);
    return mine;
  });
  return { mine: mine && stored !== undefined, stored };
}

/** Of the same job; one that was asked for again since is not. */
export function isSameAttempt(one: Job, other: Job): boolean {
  return one.attempts === other.attempts && one.earlierAttempts === other.earlierAttempts;
}

export interface Exchange {
  /** False once this process has slept for so long that another one may have the job, until a look has shown that none has. */
  isSure(): boolean;
  stop(): void;
}

/** Shows others how far a job is, and sees what they want of it, one exchange after the other. */
export function startExchange(records: JobRecords, job: Job, controller: AbortController, pauses: PauseDetector, logger: Logger): Exchange {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  /** Since when this process had been awake at a look that showed the job to be its own. */
  let sureSinceMs = pauses.awakeSinceMs();
  const exchange = async () => {
    const sinceMs = pauses.awakeSinceMs();
    try {
      const { mine, stored } = await saveWork(records, job, (each) => {
        const { progress, state, executor, notices, summary, workbooks } = job;
        if (!stopped) Object.assign(each, { progress, state, executor, notices, summary, workbooks });
      });
      if (mine) sureSinceMs = sinceMs;
      // Once stopped, it may be the end that is in its way.
      if (!mine && !stopped) controller.abort(TAKEN_OVER);
      else if (stored?.cancelRequested) controller.abort(cancelled('the job was cancelled'));
    } catch (err) {
      logger.warn({ err, job: job.id }, 'progress could not be recorded');
    }
    if (!stopped) timer = setTimeout(exchange, EXCHANGE_MS);
  };
  timer = setTimeout(exchange, EXCHANGE_MS);
  return {
    isSure: () => sureSinceMs === pauses.awakeSinceMs(),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
