import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { pause } from '../../../shared/async/backoff.js';
import { linkSignals } from '../../../shared/async/linked-signal.js';
import { cancelledError, DezenasError, throwIfAborted } from '../../../shared/errors.js';
import { PauseDetector } from '../../../shared/process/pause-detector.js';
import { endJob, hasEnded, type Job, type JobRequest, newJob, queuedFields } from '../model/job.js';
import type { JobQueue } from '../store/job-queue.js';
import type { JobRecords, ListOptions } from '../store/job-records.js';
import { JobChanges } from './job-changes.js';
import { JobUpkeep, type JobUpkeepOptions } from './job-upkeep.js';
import { JobWorker, type JobWorkerOptions } from './job-worker.js';
import { countEndedJob, showJobMetrics } from './observe-jobs.js';
import { REQUEUED, TAKEN_OVER } from './record-sync.js';
import { POLL_INTERVAL_MS, watchJob } from './watch-job.js';

export interface JobEngineOptions extends JobWorkerOptions, JobUpkeepOptions {
  /** Maximum number of jobs that wait in the queue. */
  maxQueuedJobs: number;
}

/** A caller's request id and a digest of the request. The same id with another digest is an error. */
export interface Idempotency {
  requestId: string;
  fingerprint: string;
}

/** How long a caller should wait before it creates a job again. */
const RETRY_AFTER_MS = 5_000;

/**
 * Stores jobs durably and runs a few at a time. An accepted job ends even if processes die, because its record is stored until then and the
 * queue is filled from the records. Every attempt of a job produces the same games, because only the spec decides them.
 */
export class JobEngine {
  readonly #records: JobRecords;
  readonly #queue: JobQueue;
  readonly #options: JobEngineOptions;
  readonly #changes = new JobChanges();
  readonly #pauses = new PauseDetector();
  readonly #worker: JobWorker;
  readonly #upkeep: JobUpkeep;
  #hideMetrics = () => {};
  #stopping = false;
  /** Fires when all work in this process has stopped. */
  readonly #stopped = new AbortController();

  constructor(options: JobEngineOptions) {
    this.#options = options;
    this.#records = options.records;
    this.#queue = options.queue;
    this.#worker = new JobWorker(options, this.#changes, this.#pauses);
    // Each watcher adds a listener; Node.js warns about more than ten.
    setMaxListeners(0, this.#stopped.signal);
    this.#upkeep = new JobUpkeep(options);
  }

  /** Queues the jobs that earlier processes left, and starts to run jobs. */
  async start(): Promise<void> {
    this.#pauses.start();
    await this.#upkeep.queueActive();
    await this.#queue.start((id) => this.#worker.runJob(id));
    this.#upkeep.start();
    this.#hideMetrics = showJobMetrics({ runningJobs: () => this.#worker.runningJobs, countQueued: () => this.#queue.countQueued() });
  }

  /**
   * Returns the job of a request that was accepted before. Undefined for a new request.
   * @throws DezenasError ALREADY_EXISTS when the request id was used for another request.
   */
  async find({ requestId, fingerprint }: Idempotency): Promise<Job | undefined> {
    const known = requestId === '' ? undefined : await this.#records.find(requestId);
    return known && checkSameRequest(known, fingerprint);
  }

  /**
   * Stores and queues a job. A request with a request id creates one job, however often it is sent.
   * @throws DezenasError RESOURCE_EXHAUSTED when the queue is full, ALREADY_EXISTS when the request id was used for another request,
   * UNAVAILABLE while the service stops.
   */
  async create(request: JobRequest, { requestId, fingerprint }: Idempotency): Promise<Job> {
    this.#throwIfStopping();
    const job = newJob(randomUUID(), request, requestId, fingerprint);
    const slots = await this.#queue.countSlots();
    const added = await this.#records.add(job, slots + this.#options.maxQueuedJobs);
    if (!added) throw this.#queueFullError();
    if (added.id !== job.id) return checkSameRequest(added, fingerprint);
    await this.#queue.push(job.id, request.priority);
    return this.#worker.getRunning(job.id) ?? job;
  }

  /** @throws DezenasError NOT_FOUND */
  async get(id: string): Promise<Job> {
    const job = this.#worker.getRunning(id) ?? (await this.#records.get(id));
    if (!job) throw notFoundError();
    return job;
  }

  /** Yields the current state of the jobs, in the order of creation. */
  async *list(options: ListOptions): AsyncGenerator<Job> {
    for await (const job of this.#records.list(options)) yield this.#worker.getRunning(job.id) ?? job;
  }

  /**
   * Yields the job now and after every change, and at least once a second while the job runs. Returns after the end of the job.
   * @throws DezenasError NOT_FOUND
   */
  async *watch(id: string, callerSignal: AbortSignal): AsyncGenerator<Job> {
    const { signal, release } = linkSignals(callerSignal, this.#stopped.signal);
    const jobs = {
      get: (each: string) => this.get(each),
      getRunning: (each: string) => this.#worker.getRunning(each),
      isShared: this.#queue.isShared,
      changes: this.#changes,
    };
    try {
      yield* watchJob(id, jobs, signal);
    } finally {
      release();
    }
  }

  /**
   * Cancels a job and resolves when its work has stopped.
   * @throws DezenasError NOT_FOUND, or FAILED_PRECONDITION when the job has already ended.
   */
  async cancel(id: string, signal?: AbortSignal): Promise<Job> {
    const job = await this.#records.update(id, (each) => {
      if (hasEnded(each)) throw alreadyEndedError(each);
      each.cancelRequested = true;
      if (each.state === 'QUEUED') endJob(each, 'CANCELLED', this.#options.ttlMs);
      return true;
    });
    if (!job) throw notFoundError();
    if (hasEnded(job)) {
      countEndedJob(job);
      this.#changes.notifyEnd(id);
      await this.#queue.remove(id);
      return job;
    }
    for (;;) {
      await this.#worker.stop(id, cancelledError('the job was cancelled'));
      const now = await this.get(id);
      if (now.state === 'CANCELLED') return now;
      // The job may have ended just before the request was stored.
      if (hasEnded(now)) throw alreadyEndedError(now);
      // Another process that runs the job reads the request from the record. If that process is dead, the next attempt reads the request.
      await pause(POLL_INTERVAL_MS, signal);
      throwIfAborted(signal);
    }
  }

  /**
   * Deletes a job and its files.
   * @throws DezenasError NOT_FOUND, or FAILED_PRECONDITION when the job has not ended.
   */
  async delete(id: string): Promise<void> {
    const job = await this.get(id);
    if (!hasEnded(job)) {
      throw new DezenasError('FAILED_PRECONDITION', `the job has not ended: ${job.state}; cancel it first`, { reason: 'JOB_ACTIVE' });
    }
    await this.#options.files.removeAll(job);
    const removed = await this.#records.remove(id, (each) => hasEnded(each) && each.attempts === job.attempts);
    // The job was retried while its files were removed: it is active again, or has the files of another attempt.
    if (!removed) await this.delete(id);
  }

  /**
   * Requeues an ended job.
   * @throws DezenasError NOT_FOUND, RESOURCE_EXHAUSTED when the queue is full, or FAILED_PRECONDITION unless the job failed, was cancelled or
   * expired.
   */
  async retry(id: string): Promise<Job> {
    this.#throwIfStopping();
    const max = (await this.#queue.countSlots()) + this.#options.maxQueuedJobs;
    const reset = (each: Job) => {
      if (!hasEnded(each) || each.state === 'COMPLETED') {
        throw new DezenasError(
          'FAILED_PRECONDITION',
          `only a job that failed, was cancelled or expired can be retried; this job is ${each.state}`,
          {
            reason: 'JOB_NOT_RETRYABLE',
          },
        );
      }
      Object.assign(each, queuedFields(each.request), { earlierAttempts: each.attempts });
      return true;
    };
    const job = await this.#records.update(id, reset, { max, createError: () => this.#queueFullError() });
    if (!job) throw notFoundError();
    await this.#queue.push(id, job.request.priority);
    return job;
  }

  /** Stops accepting jobs, waits up to `drainMs` for the running jobs, and requeues those that still run. Ends all watches. */
  async drain(drainMs: number): Promise<void> {
    this.#stopping = true;
    await this.#queue.pause();
    await Promise.race([this.#worker.waitUntilIdle(), delay(drainMs, undefined, { ref: false })]);
    await this.#worker.stopAll(REQUEUED);
    this.#stopped.abort(stoppingError());
  }

  /** Drains the engine and closes the queue. No other method may be called afterwards. */
  async stop(drainMs: number): Promise<void> {
    this.#hideMetrics();
    await this.drain(drainMs);
    await this.#upkeep.stop();
    await this.#queue.close();
    this.#pauses.stop();
  }

  /** Stops the running jobs without a change of their records, after another process has taken over the jobs. */
  async abandon(): Promise<void> {
    this.#stopping = true;
    await this.#queue.pause();
    await this.#worker.stopAll(TAKEN_OVER);
  }

  #throwIfStopping(): void {
    if (this.#stopping) throw stoppingError();
  }

  #queueFullError(): DezenasError {
    return new DezenasError('RESOURCE_EXHAUSTED', `the job queue is full (limit ${this.#options.maxQueuedJobs})`, {
      reason: 'QUEUE_FULL',
      retryAfterMs: RETRY_AFTER_MS,
    });
  }
}

function stoppingError(): DezenasError {
  return new DezenasError('UNAVAILABLE', 'the service is stopping', { reason: 'STOPPING' });
}

/** @throws DezenasError ALREADY_EXISTS when the job was created with another request. */
function checkSameRequest(job: Job, fingerprint: string): Job {
  if (job.fingerprint === fingerprint) return job;
  throw new DezenasError('ALREADY_EXISTS', 'request_id was used for a different request', { reason: 'REQUEST_ID_REUSED' });
}

function notFoundError(): DezenasError {
  return new DezenasError('NOT_FOUND', 'no job has this id; jobs are deleted some time after they end', { reason: 'JOB_NOT_FOUND' });
}

function alreadyEndedError({ state }: Job): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', `the job has already ended: ${state}`, { reason: 'JOB_ENDED' });
}
