import { type Job, Queue, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { waitWithTimeout } from '../../../../shared/async/timeout.js';
import type { Logger } from '../../../../shared/observability/logging.js';
import { askRedis, hurryRedis, warnSeldom } from '../../../storage/redis/redis.js';
import type { JobQueue } from '../job-queue.js';

const NAME = 'jobs';
const PREFIX = 'dezenas:queue';
/** BullMQ takes the lowest number first, and 0 before all. */
const LOWEST_PRIORITY = 101;
/** After this long without a word of its orchestrator a job is taken over; looked for so often. */
const LOCK_MS = 10_000;
const STALLED_INTERVAL_MS = 3_000;
/** How long it waits for Redis when it is closed. */
const CLOSE_MS = 2_000;
/** How often a job may be taken over is for the engine to say. */
const NO_LIMIT = 1_000_000;

export interface BullQueueOptions {
  /** Answers in time or fails: for what callers wait for. */
  redis: Redis;
  /** Waits for Redis however long it is away: for the work. */
  patient: Redis;
  /** Jobs at work at once in this process. */
  places: number;
  logger: Logger;
}

/** A queue in Redis, by BullMQ: orchestrators share it, and the jobs of one that died go to the others. */
export class BullQueue implements JobQueue {
  readonly shared = true;
  readonly #options: BullQueueOptions;
  readonly #queue: Queue;
  /** Jobs at work in this process. */
  readonly #running = new Map<string, Promise<boolean>>();
  readonly #warn: (err: Error) => void;
  #worker: Worker | undefined;

  constructor(options: BullQueueOptions) {
    this.#options = options;
    this.#warn = warnSeldom(options.logger, 'the queue does not answer');
    this.#queue = new Queue(NAME, { connection: options.redis, prefix: PREFIX });
    this.#queue.on('error', this.#warn);
  }

  async start(work: (id: string) => Promise<boolean>): Promise<void> {
    this.#worker = new Worker(NAME, (job, token) => this.#run(job, token, work), {
      connection: this.#options.patient,
      prefix: PREFIX,
      concurrency: this.#options.places,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_INTERVAL_MS,
      maxStalledCount: NO_LIMIT,
    });
    this.#worker.on('error', this.#warn);
  }

  async push(id: string, priority: number): Promise<void> {
    const options = { jobId: id, priority: LOWEST_PRIORITY - priority, removeOnComplete: true, removeOnFail: true };
    await askRedis(this.#queue.add(NAME, null, options));
  }

  async remove(id: string): Promise<void> {
    // One that is at work stays: its runner sees that it has ended.
    await askRedis(this.#queue.remove(id));
  }

  async missing(ids: string[]): Promise<string[]> {
    const there = await askRedis(Promise.all(ids.map((id) => this.#queue.getJob(id))));
    return ids.filter((_, i) => there[i] === undefined);
  }

  async waiting(): Promise<number> {
    return askRedis(this.#queue.getJobCountByTypes('waiting', 'prioritized'));
  }

  async places(): Promise<number> {
    return Math.max(1, await askRedis(this.#queue.getWorkersCount())) * this.#options.places;
  }

  async pause(): Promise<void> {
    void hurryRedis(this.#options.redis);
    await this.#worker?.pause(true);
  }

  async close(): Promise<void> {
    const closed = Promise.all([this.#worker?.close(), this.#queue.close()]);
    await waitWithTimeout(closed, CLOSE_MS);
    // A job that could not be given back goes to another orchestrator, which sees that this one is silent.
    this.#options.patient.disconnect();
    await waitWithTimeout(closed, CLOSE_MS);
  }

  async #run(job: Job, token: string | undefined, work: (id: string) => Promise<boolean>): Promise<void> {
    if (await this.#workOnce(job.id ?? '', work)) return;
    await job.moveToWait(token);
    throw new WaitingError();
  }

  /**
   * The queue gives a job once more that is at work here when its lock ran out, as in a pause of this process: the work goes on, under the new lock.
   * Begun twice, neither would keep one, because BullMQ renews none of a job that it has seen the end of. What another one began meanwhile ends it.
   */
  #workOnce(id: string, work: (id: string) => Promise<boolean>): Promise<boolean> {
    const known = this.#running.get(id);
    if (known) return known;
    const running = work(id).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }
}
