import { cancelledError } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import type { PauseDetector } from '../../../shared/process/pause-detector.js';
import { hasEnded, type Job } from '../model/job.js';
import type { JobRecords } from '../store/job-records.js';

/** Delay between two synchronisations. */
const SYNC_DELAY_MS = 200;

/** Reasons why an attempt stops although its job has not ended. */
export const REQUEUED = cancelledError('the service is stopping');
export const TAKEN_OVER = cancelledError('another orchestrator has taken over the job');

/**
 * Changes the record of a job that runs in this process. Does nothing if another attempt has superseded this one, or if the job has ended or
 * was deleted. Returns the stored job, and whether the change was made.
 */
export async function updateOwnJob(
  records: JobRecords,
  job: Job,
  change: (stored: Job) => void,
): Promise<{ isOwner: boolean; stored: Job | undefined }> {
  let isOwner = false;
  const stored = await records.update(job.id, (candidate) => {
    isOwner = isSameAttempt(candidate, job) && !hasEnded(candidate);
    if (isOwner) change(candidate);
    return isOwner;
  });
  return { isOwner: isOwner && stored !== undefined, stored };
}

/** Compares the attempts of one job. An attempt after a retry by a caller is never the same. */
export function isSameAttempt(one: Job, other: Job): boolean {
  return one.attempts === other.attempts && one.earlierAttempts === other.earlierAttempts;
}

export interface RecordSync {
  /** Returns false after a pause in which another process may have taken over the job, until a synchronisation shows that none has. */
  isOwnershipConfirmed(): boolean;
  stop(): void;
}

/**
 * Synchronises a running job with its record until stopped: stores the progress, and aborts the work when a caller has cancelled the job or
 * another process has taken it over.
 */
export function startRecordSync(
  records: JobRecords,
  job: Job,
  controller: AbortController,
  pauses: PauseDetector,
  logger: Logger,
): RecordSync {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  /** The end of the last pause before the last synchronisation that confirmed the ownership. */
  let confirmedAwakeSinceMs = pauses.awakeSinceMs();
  const synchronise = async () => {
    const awakeSinceMs = pauses.awakeSinceMs();
    try {
      const { isOwner, stored } = await updateOwnJob(records, job, (candidate) => {
        const { progress, state, executor, notices, summary, workbooks } = job;
        if (!isStopped) Object.assign(candidate, { progress, state, executor, notices, summary, workbooks });
      });
      if (isOwner) confirmedAwakeSinceMs = awakeSinceMs;
      // Once stopped, the record may have ended because this attempt stored the end.
      if (!isOwner && !isStopped) controller.abort(TAKEN_OVER);
      else if (stored?.cancelRequested) controller.abort(cancelledError('the job was cancelled'));
    } catch (err) {
      logger.warn({ err, job: job.id }, 'the progress of a job could not be stored');
    }
    if (!isStopped) timer = setTimeout(synchronise, SYNC_DELAY_MS);
  };
  timer = setTimeout(synchronise, SYNC_DELAY_MS);
  return {
    isOwnershipConfirmed: () => confirmedAwakeSinceMs === pauses.awakeSinceMs(),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
