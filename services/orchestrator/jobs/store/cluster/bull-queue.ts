import { type Job, Queue, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { waitWithTimeout } from '../../../../shared/async/timeout.js';
import type { Logger } from '../../../../shared/observability/logging.js';
import { askRedis, createThrottledWarning, shortenTimeouts } from '../../../storage/redis/redis.js';
import type { JobQueue } from '../job-queue.js';

const NAME = 'jobs';
const PREFIX = 'dezenas:queue';
/** BullMQ runs the lowest number first, and 0, the value without a priority, before all others. */
const LOWEST_PRIORITY = 101;
/** A job is taken over when its lock was not renewed for LOCK_MS. BullMQ checks this at the interval. */
const LOCK_MS = 10_000;
const STALLED_INTERVAL_MS = 3_000;
/** Longest wait for Redis while the queue is closed. */
const CLOSE_TIMEOUT_MS = 2_000;
/** Effectively no limit of takeovers: the engine limits the attempts. */
const MAX_STALLED_COUNT = 1_000_000;

export interface BullQueueOptions {
  /** Connection for requests of callers: commands fail after a timeout. */
  redis: Redis;
  /** Connection for the worker: commands wait until Redis is available. */
  patient: Redis;
  /** Maximum number of running jobs in this process. */
  maxRunning: number;
  logger: Logger;
}

/** A queue in Redis, by BullMQ. Orchestrators share the queue and take over the jobs of a dead orchestrator. */
export class BullQueue implements JobQueue {
  readonly isShared = true;
  readonly #options: BullQueueOptions;
  readonly #queue: Queue;
  /** Jobs that run in this process. */
  readonly #running = new Map<string, Promise<boolean>>();
  readonly #onError: (err: Error) => void;
  #worker: Worker | undefined;

  constructor(options: BullQueueOptions) {
    this.#options = options;
    this.#onError = createThrottledWarning(options.logger, 'the queue does not answer');
    this.#queue = new Queue(NAME, { connection: options.redis, prefix: PREFIX });
    this.#queue.on('error', this.#onError);
  }

  async start(work: (id: string) => Promise<boolean>): Promise<void> {
    this.#worker = new Worker(NAME, (job, token) => this.#run(job, token, work), {
      connection: this.#options.patient,
      prefix: PREFIX,
      concurrency: this.#options.maxRunning,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_INTERVAL_MS,
      maxStalledCount: MAX_STALLED_COUNT,
    });
    this.#worker.on('error', this.#onError);
  }

  async push(id: string, priority: number): Promise<void> {
    const options = { jobId: id, priority: LOWEST_PRIORITY - priority, removeOnComplete: true, removeOnFail: true };
    await askRedis(this.#queue.add(NAME, null, options));
  }

  async remove(id: string): Promise<void> {
    // BullMQ does not remove a running job. Its attempt reads from the record that the job has ended.
    await askRedis(this.#queue.remove(id));
  }

  async findMissing(ids: string[]): Promise<string[]> {
    const found = await askRedis(Promise.all(ids.map((id) => this.#queue.getJob(id))));
    return ids.filter((_, i) => found[i] === undefined);
  }

  async countQueued(): Promise<number> {
    return askRedis(this.#queue.getJobCountByTypes('waiting', 'prioritized'));
  }

  async countSlots(): Promise<number> {
    return Math.max(1, await askRedis(this.#queue.getWorkersCount())) * this.#options.maxRunning;
  }

  async pause(): Promise<void> {
    void shortenTimeouts(this.#options.redis);
    await this.#worker?.pause(true);
  }

  async close(): Promise<void> {
    const closed = Promise.all([this.#worker?.close(), this.#queue.close()]);
    await waitWithTimeout(closed, CLOSE_TIMEOUT_MS);
    // Another orchestrator takes over a job that could not be requeued, once its lock has expired.
    this.#options.patient.disconnect();
    await waitWithTimeout(closed, CLOSE_TIMEOUT_MS);
  }

  async #run(job: Job, token: string | undefined, work: (id: string) => Promise<boolean>): Promise<void> {
    if (await this.#runOnce(job.id ?? '', work)) return;
    await job.moveToWait(token);
    throw new WaitingError();
  }

  /**
   * Runs a job unless it runs in this process already. When the lock of a running job expires, for example in a pause of this process, BullMQ may
   * hand out the job to this process again. The running work then continues under the new lock. If the job ran twice, both runs would lose
   * the lock, because BullMQ stops renewing the locks of a job when one of its runs ends. If another process has started an attempt in the
   * meantime, the record sync stops this one.
   */
  #runOnce(id: string, work: (id: string) => Promise<boolean>): Promise<boolean> {
    const known = this.#running.get(id);
    if (known) return known;
    const running = work(id).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }
}
