import type { Logger } from '../../../shared/observability/logging.js';
import { hasEnded, type Job } from '../model/job.js';
import type { JobQueue } from '../store/job-queue.js';
import type { JobRecords } from '../store/job-records.js';
import type { WorkbookFiles } from './workbook-files.js';

export interface JobUpkeepOptions {
  records: JobRecords;
  queue: JobQueue;
  files: WorkbookFiles;
  /** How long the record of an expired job is stored. */
  expiredMs: number;
  logger: Logger;
}

/** Delay between two rounds. */
const ROUND_DELAY_MS = 1_000;
/** Delay before a failed removal of files is retried. */
const REMOVAL_RETRY_MS = 60_000;

/** Runs the sweep at intervals: removes expired files and records, and queues active jobs that are missing from the queue. */
export class JobUpkeep {
  readonly #options: JobUpkeepOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(options: JobUpkeepOptions) {
    this.#options = options;
  }

  start(): void {
    const round = () => {
      this.#round = this.#doRound()
        .catch((err) => this.#options.logger.warn({ err }, 'the sweep of the job records failed'))
        .then(() => {
          if (this.#timer) this.#timer = setTimeout(round, ROUND_DELAY_MS).unref();
        });
    };
    this.#timer = setTimeout(round, ROUND_DELAY_MS).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#round;
  }

  /**
   * Queues the active jobs that are missing from the queue: jobs of earlier or dead processes, and jobs whose attempt could not be stored.
   */
  async queueActive(): Promise<void> {
    const { records, queue } = this.#options;
    const missing = await queue.findMissing(await records.listActive());
    const jobs = (await Promise.all(missing.map((id) => records.get(id)))).filter((job) => job !== undefined);
    for (const job of jobs.toSorted((a, b) => a.createTime.getTime() - b.createTime.getTime())) {
      if (!hasEnded(job)) await queue.push(job.id, job.request.priority);
    }
  }

  async #doRound(): Promise<void> {
    const due = await this.#options.records.listDue(new Date());
    const deadlineMs = performance.now() + ROUND_DELAY_MS;
    for (const id of due) {
      await this.#expire(id);
      // A hanging excel-writer must not delay the queueing of jobs, or the stop. The other jobs are still due in the next round.
      if (performance.now() > deadlineMs) break;
    }
    await this.queueActive();
  }

  async #expire(id: string): Promise<void> {
    const { records, files, expiredMs, logger } = this.#options;
    const job = await records.get(id);
    if (!job || !hasEnded(job)) return;
    // False if the job was retried in the meantime.
    const isUnchanged = (each: Job) => each.state === job.state && each.attempts === job.attempts;
    if (job.state === 'EXPIRED') {
      await records.remove(id, isUnchanged);
      return;
    }
    const removed = await files.removeAll(job).then(
      () => true,
      (err) => {
        logger.warn({ err, job: id }, 'the files of an expired job could not be removed');
        return false;
      },
    );
    await records.update(id, (each) => {
      if (!isUnchanged(each)) return false;
      if (removed) Object.assign(each, { state: 'EXPIRED', workbooks: [] });
      each.dueTime = new Date(Date.now() + (removed ? expiredMs : REMOVAL_RETRY_MS));
      return true;
    });
  }
}
