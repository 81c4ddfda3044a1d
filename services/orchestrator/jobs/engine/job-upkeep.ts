import type { Logger } from '../../../shared/observability/logging.js';
import { hasEnded, type Job } from '../model/job.js';
import type { JobQueue } from '../store/job-queue.js';
import type { JobRecords } from '../store/job-records.js';
import type { WorkbookFiles } from './workbook-files.js';

export interface JobUpkeepOptions {
  records: JobRecords;
  queue: JobQueue;
  files: WorkbookFiles;
  /** How long an expired job is known. */
  expiredMs: number;
  logger: Logger;
}

/** Between two rounds of looking for what is due, and until a removal that failed is tried again. */
const ROUND_MS = 1_000;
const TRY_AGAIN_MS = 60_000;

/** What has to happen to jobs although nobody asks: files expire, jobs that nobody has in hand are queued. */
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
        .catch((err) => this.#options.logger.warn({ err }, 'a round of upkeep failed'))
        .then(() => {
          if (this.#timer) this.#timer = setTimeout(round, ROUND_MS).unref();
        });
    };
    this.#timer = setTimeout(round, ROUND_MS).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#round;
  }

  /** Fills the queue from the records: jobs of an earlier process, of one that died in between, and those whose attempt could not be recorded. */
  async queueActive(): Promise<void> {
    const { records, queue } = this.#options;
    const missing = await queue.missing(await records.active());
    const jobs = (await Promise.all(missing.map((id) => records.get(id)))).filter((job) => job !== undefined);
    for (const job of jobs.toSorted((a, b) => a.createTime.getTime() - b.createTime.getTime())) {
      if (!hasEnded(job)) await queue.push(job.id, job.request.priority);
    }
  }

  async #doRound(): Promise<void> {
    const due = await this.#options.records.due(new Date());
    const untilMs = performance.now() + ROUND_MS;
    for (const id of due) {
      await this.#expire(id);
      // The excel-writer may hang: the rest is still due in the next round, and jobs that wait for this one to queue them, or for it to stop, do not.
      if (performance.now() > untilMs) break;
    }
    await this.queueActive();
  }

  async #expire(id: string): Promise<void> {
    const { records, files, expiredMs, logger } = this.#options;
    const job = await records.get(id);
    if (!job || !hasEnded(job)) return;
    // Not so when it was retried in the meantime.
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
      each.dueTime = new Date(Date.now() + (removed ? expiredMs : TRY_AGAIN_MS));
      return true;
    });
  }
}
