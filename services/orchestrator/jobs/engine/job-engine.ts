import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { pause } from '../../../shared/async/backoff.js';
import { linkSignals } from '../../../shared/async/linked-signal.js';
import { cancelled, DezenasError, throwIfAborted } from '../../../shared/errors.js';
import { PauseDetector } from '../../../shared/process/pause-detector.js';
import { endJob, freshRun, hasEnded, type Job, type JobRequest, newJob } from '../model/job.js';
import type { JobQueue } from '../store/job-queue.js';
import type { JobRecords, ListOptions } from '../store/job-records.js';
import { JobChanges } from './job-changes.js';
import { JobUpkeep, type JobUpkeepOptions } from './job-upkeep.js';
import { JobWorker, type JobWorkerOptions } from './job-worker.js';
import { jobEnded, showJobs } from './observe-jobs.js';
import { GIVEN_BACK, TAKEN_OVER } from './work-exchange.js';

export interface JobEngineOptions extends JobWorkerOptions, JobUpkeepOptions {
  /** Jobs that may wait for their turn. */
  maxQueuedJobs: number;
}

/** A caller's name for its request, and a digest of that: the same name with another digest is an error. */
export interface Idempotency {
  requestId: string;
  fingerprint: string;
}

/** Between two tellings of a change to the same watcher. */
const WATCH_INTERVAL_MS = 200;
/** A watcher hears of a working job at least every second. */
const HEARTBEAT_MS = 700;
/** Between two looks at a job that runs elsewhere. */
const POLL_MS = 200;
const RETRY_AFTER_MS = 5_000;

/**
 * Keeps jobs durably and runs them, a few at a time. Whatever dies: a job that was accepted comes to an end, because the records have it until then and
 * the queue is filled from them; and it has the games it would have had, because they follow from its spec alone.
 */
export class JobEngine {
  readonly #records: JobRecords;
  readonly #queue: JobQueue;
  readonly #options: JobEngineOptions;
  readonly #changes = new JobChanges();
  readonly #pauses = new PauseDetector();
  readonly #worker: JobWorker;
  readonly #upkeep: JobUpkeep;
  #hideJobs = () => {};
  #stopping = false;
  /** Fires when all work here has stopped. */
  readonly #stopped = new AbortController();

  constructor(options: JobEngineOptions) {
    this.#options = options;
    this.#records = options.records;
    this.#queue = options.queue;
    this.#worker = new JobWorker(options, this.#changes, this.#pauses);
    // As many as there are watchers.
    setMaxListeners(0, this.#stopped.signal);
    this.#upkeep = new JobUpkeep(options);
  }

  /** Takes up what an earlier process left. */
  async start(): Promise<void> {
    this.#pauses.start();
    await this.#upkeep.queueActive();
    await this.#queue.start((id) => this.#worker.work(id));
    this.#upkeep.start();
    this.#hideJobs = showJobs({ atWork: () => this.#worker.jobs, waiting: () => this.#queue.waiting() });
  }

  /**
   * The job of a request that was accepted before; undefined when it was not.
   * @throws DezenasError ALREADY_EXISTS when its name was used for another request.
   */
  async find({ requestId, fingerprint }: Idempotency): Promise<Job | undefined> {
    const known = requestId === '' ? undefined : await this.#records.find(requestId);
    return known && sameRequest(known, fingerprint);
  }

  /**
   * Accepts a job: it is kept when this resolves. A named request has one job, however often it comes.
   * @throws DezenasError RESOURCE_EXHAUSTED when too many jobs wait, ALREADY_EXISTS when the name was used for another request,
   * UNAVAILABLE while stopping.
   */
  async create(request: JobRequest, { requestId, fingerprint }: Idempotency): Promise<Job> {
    this.#refuseWhileStopping();
    const job = newJob(randomUUID(), request, requestId, fingerprint);
    const places = await this.#queue.places();
    const added = await this.#records.add(job, places + this.#options.maxQueuedJobs);
    if (!added) throw this.#queueFull();
    if (added.id !== job.id) return sameRequest(added, fingerprint);
    await this.#queue.push(job.id, request.priority);
    return this.#worker.get(job.id) ?? job;
  }

  /** @throws DezenasError NOT_FOUND */
  async get(id: string): Promise<Job> {
    const job = this.#worker.get(id) ?? (await this.#records.get(id));
    if (!job) throw notFound();
    return job;
  }

  /** Jobs in the order of creation, as they are. */
  async *list(options: ListOptions): AsyncGenerator<Job> {
    for await (const job of this.#records.list(options)) yield this.#worker.get(job.id) ?? job;
  }

  /**
   * The job now, then after every change, at least once a second while it works; ends with the job.
   * @throws DezenasError NOT_FOUND
   */
  async *watch(id: string, wanted: AbortSignal): AsyncGenerator<Job> {
    const { signal, release } = linkSignals(wanted, this.#stopped.signal);
    let told: { at: number; job: string } | undefined;
    try {
      for (;;) {
        throwIfAborted(signal);
        // Listens before it looks, so that no change falls in between.
        const elsewhere = this.#queue.shared && !this.#worker.get(id);
        const changed = this.#changes.next(id, elsewhere ? POLL_MS : HEARTBEAT_MS, signal);
        const job = await this.get(id);
        // The watcher may read slowly, and the job go on meanwhile.
        const ended = hasEnded(job);
        const shown = JSON.stringify([job.state, job.progress, job.workbooks.length, job.attempts]);
        if (shown !== told?.job || performance.now() - told.at >= HEARTBEAT_MS - POLL_MS) {
          told = { at: performance.now(), job: shown };
          yield job;
        }
        if (ended) return;
        await changed;
        // Changes come with every batch: tell a few a second, the end at once.
        const running = this.#worker.get(id);
        if (running && !hasEnded(running)) await this.#changes.end(id, WATCH_INTERVAL_MS, signal);
      }
    } finally {
      release();
    }
  }

  /**
   * Ends a job and resolves when its work has stopped.
   * @throws DezenasError NOT_FOUND, or FAILED_PRECONDITION when it has already ended.
   */
  async cancel(id: string, signal?: AbortSignal): Promise<Job> {
    const job = await this.#records.update(id, (each) => {
      if (hasEnded(each)) throw alreadyEnded(each);
      each.cancelRequested = true;
      if (each.state === 'QUEUED') endJob(each, 'CANCELLED', this.#options.ttlMs);
      return true;
    });
    if (!job) throw notFound();
    if (hasEnded(job)) {
      jobEnded(job);
      this.#changes.tellEnd(id);
      await this.#queue.remove(id);
      return job;
    }
    for (;;) {
      await this.#worker.stop(id, cancelled('the job was cancelled'));
      const now = await this.get(id);
      if (now.state === 'CANCELLED') return now;
      // It may have come to its end just before.
      if (hasEnded(now)) throw alreadyEnded(now);
      // Its runner elsewhere sees the wish; one that is dead is followed by another, which does.
      await pause(POLL_MS, signal);
      throwIfAborted(signal);
    }
  }

  /** Forgets a job and its files. @throws DezenasError NOT_FOUND, or FAILED_PRECONDITION while it has not ended. */
  async delete(id: string): Promise<void> {
    const job = await this.get(id);
    if (!hasEnded(job)) {
      throw new DezenasError('FAILED_PRECONDITION', `the job has not ended: ${job.state}; cancel it first`, { reason: 'JOB_ACTIVE' });
    }
    await this.#options.files.removeAll(job);
    const removed = await this.#records.remove(id, (each) => hasEnded(each) && each.attempts === job.attempts);
    // Retried while its files were removed, it is at work, or has those of another attempt.
    if (!removed) await this.delete(id);
  }

  /** Queues a job again. @throws DezenasError NOT_FOUND, RESOURCE_EXHAUSTED, or FAILED_PRECONDITION unless it failed, was cancelled or expired. */
  async retry(id: string): Promise<Job> {
    this.#refuseWhileStopping();
    const most = (await this.#queue.places()) + this.#options.maxQueuedJobs;
    const again = (each: Job) => {
      if (!hasEnded(each) || each.state === 'COMPLETED') {
        throw new DezenasError('FAILED_PRECONDITION', `only a job that failed, was cancelled or expired can be retried: ${each.state}`, {
          reason: 'JOB_NOT_RETRYABLE',
        });
      }
      Object.assign(each, freshRun(each.request), { earlierAttempts: each.attempts });
      return true;
    };
    const job = await this.#records.update(id, again, { most, full: () => this.#queueFull() });
    if (!job) throw notFound();
    await this.#queue.push(id, job.request.priority);
    return job;
  }

  /** Accepts no more, waits up to `drainMs` for the jobs at work, then gives the rest back to the queue. Watches end. */
  async drain(drainMs: number): Promise<void> {
    this.#stopping = true;
    await this.#queue.pause();
    await Promise.race([this.#worker.idle(), delay(drainMs, undefined, { ref: false })]);
    await this.#worker.stopAll(GIVEN_BACK);
    this.#stopped.abort(stopping());
  }

  /** After this nothing may be called. */
  async stop(drainMs: number): Promise<void> {
    this.#hideJobs();
    await this.drain(drainMs);
    await this.#upkeep.stop();
    await this.#queue.close();
    this.#pauses.stop();
  }

  /** Another process has the jobs now: what is at work here stops, and its end is not for us to say. */
  async abandon(): Promise<void> {
    this.#stopping = true;
    await this.#queue.pause();
    await this.#worker.stopAll(TAKEN_OVER);
  }

  #refuseWhileStopping(): void {
    if (this.#stopping) throw stopping();
  }

  #queueFull(): DezenasError {
    return new DezenasError('RESOURCE_EXHAUSTED', `as many jobs as may wait (${this.#options.maxQueuedJobs}) are waiting`, {
      reason: 'QUEUE_FULL',
      retryAfterMs: RETRY_AFTER_MS,
    });
  }
}

function stopping(): DezenasError {
  return new DezenasError('UNAVAILABLE', 'the service is stopping', { reason: 'STOPPING' });
}

function sameRequest(job: Job, fingerprint: string): Job {
  if (job.fingerprint === fingerprint) return job;
  throw new DezenasError('ALREADY_EXISTS', 'request_id was used for a different request', { reason: 'REQUEST_ID_REUSED' });
}

function notFound(): DezenasError {
  return new DezenasError('NOT_FOUND', 'no job has this id; jobs are forgotten some time after their end', { reason: 'JOB_NOT_FOUND' });
}

function alreadyEnded({ state }: Job): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', `the job has already ended: ${state}`, { reason: 'JOB_ENDED' });
}
