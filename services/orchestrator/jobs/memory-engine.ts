import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { cancelled, DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { Logger } from '../../shared/logging.js';
import { hasEnded, type Job, type JobRequest } from './job.js';
import type { JobCleaner, JobEngine, JobRunner } from './job-engine.js';

export interface MemoryEngineOptions {
  run: JobRunner;
  clean: JobCleaner;
  maxConcurrentJobs: number;
  maxQueuedJobs: number;
  /** Life of a job after its end. */
  ttlMs: number;
  maxProcessingMs: number;
  logger: Logger;
}

/** Between two tellings of a change to the same watcher. */
const WATCH_INTERVAL_MS = 200;
/** A watcher hears of a working job at least this often. */
const HEARTBEAT_MS = 1_000;
const RETRY_AFTER_MS = 5_000;

interface Entry {
  job: Job;
  controller: AbortController;
  /** Emits 'change'. */
  events: EventEmitter;
  /** Settles when the job's work has stopped. */
  work: Promise<void>;
}

/** Jobs in this process's memory: a restart forgets them. */
export class MemoryJobEngine implements JobEngine {
  readonly #options: MemoryEngineOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #keys = new Map<string, { id: string; fingerprint: string }>();
  readonly #queue: Entry[] = [];
  readonly #running = new Set<Entry>();
  #stopping = false;

  constructor(options: MemoryEngineOptions) {
    this.#options = options;
  }

  async create(request: JobRequest, idempotency?: { key: string; fingerprint: string }): Promise<Job> {
    if (this.#stopping) throw new DezenasError('UNAVAILABLE', 'the service is stopping', { reason: 'STOPPING' });
    const known = idempotency && this.#keys.get(idempotency.key);
    if (known) {
      if (known.fingerprint === idempotency.fingerprint) return this.#find(known.id).job;
      throw new DezenasError('ALREADY_EXISTS', 'request_id was used for a different request', { reason: 'REQUEST_ID_REUSED' });
    }
    const { maxConcurrentJobs, maxQueuedJobs } = this.#options;
    if (this.#running.size >= maxConcurrentJobs && this.#queue.length >= maxQueuedJobs) {
      throw new DezenasError('RESOURCE_EXHAUSTED', `${this.#queue.length} jobs are waiting already`, {
        reason: 'QUEUE_FULL',
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    const entry: Entry = { job: newJob(request), controller: new AbortController(), events: new EventEmitter(), work: Promise.resolve() };
    entry.events.setMaxListeners(0);
    this.#entries.set(entry.job.id, entry);
    if (idempotency) this.#keys.set(idempotency.key, { id: entry.job.id, fingerprint: idempotency.fingerprint });
    this.#queue.push(entry);
    this.#startNext();
    return entry.job;
  }

  async get(id: string): Promise<Job> {
    return this.#find(id).job;
  }

  async *watch(id: string, signal: AbortSignal): AsyncGenerator<Job> {
    const { job, events } = this.#find(id);
    for (;;) {
      throwIfAborted(signal);
      // Listens before the reader has the job, so that no change falls in between.
      const changed = waitFor(events, 'change', HEARTBEAT_MS, signal);
      yield job;
      if (hasEnded(job)) return;
      await changed;
      // Changes come with every batch: tell a few a second, the last one always.
      if (!hasEnded(job)) await waitFor(events, 'end', WATCH_INTERVAL_MS, signal);
    }
  }

  async cancel(id: string): Promise<Job> {
    const entry = this.#find(id);
    if (hasEnded(entry.job)) throw alreadyEnded(entry.job);
    entry.controller.abort(cancelled('the job was cancelled'));
    const waiting = this.#queue.indexOf(entry);
    if (waiting >= 0) {
      this.#queue.splice(waiting, 1);
      this.#end(entry, 'CANCELLED');
    }
    await entry.work;
    // It may have come to its end just before.
    if (entry.job.state !== 'CANCELLED') throw alreadyEnded(entry.job);
    return entry.job;
  }

  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    for (const entry of this.#queue.splice(0)) {
      entry.controller.abort(cancelled('the service is stopping'));
      this.#end(entry, 'CANCELLED');
    }
    const work = Promise.allSettled([...this.#running].map((entry) => entry.work));
    await Promise.race([work, delay(drainMs, undefined, { ref: false })]);
    for (const { controller } of this.#running) controller.abort(cancelled('the service is stopping'));
    await work;
    // Nobody can ask for these workbooks any more.
    await Promise.allSettled([...this.#entries.values()].map(({ job }) => this.#options.clean(job)));
  }

  #find(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry)
      throw new DezenasError('NOT_FOUND', 'no job has this id; jobs are forgotten some time after their end', { reason: 'JOB_NOT_FOUND' });
    return entry;
  }

  #startNext(): void {
    while (this.#running.size < this.#options.maxConcurrentJobs) {
      const entry = this.#queue.shift();
      if (!entry) return;
      this.#running.add(entry);
      entry.work = this.#run(entry).finally(() => {
        this.#running.delete(entry);
        this.#startNext();
      });
    }
  }

  async #run(entry: Entry): Promise<void> {
    const { job, controller, events } = entry;
    const { run, maxProcessingMs, logger } = this.#options;
    const timeout = setTimeout(() => {
      controller.abort(
        new DezenasError('DEADLINE_EXCEEDED', `the job took longer than ${maxProcessingMs / 1000} s`, { reason: 'PROCESSING_TIMEOUT' }),
      );
    }, maxProcessingMs);
    job.state = 'RUNNING';
    job.startTime = new Date();
    events.emit('change');
    try {
      await run(job, () => events.emit('change'), controller.signal);
      this.#end(entry, 'COMPLETED');
    } catch (error) {
      const cause = controller.signal.aborted ? controller.signal.reason : error;
      if (cause instanceof DezenasError && cause.code === 'CANCELLED') {
        this.#end(entry, 'CANCELLED');
      } else {
        if (!(cause instanceof DezenasError)) logger.error({ err: cause, job: job.id }, 'job failed');
        job.failure = toFailure(cause);
        this.#end(entry, 'FAILED');
      }
    } finally {
      clearTimeout(timeout);
    }
  }

  #end(entry: Entry, state: 'COMPLETED' | 'FAILED' | 'CANCELLED'): void {
    const { job, events } = entry;
    job.state = state;
    job.endTime = new Date();
    this.#options.logger.info({ job: job.id, state, failure: job.failure }, 'job ended');
    events.emit('change');
    events.emit('end');
    setTimeout(() => this.#forget(entry), this.#options.ttlMs).unref();
  }

  #forget({ job }: Entry): void {
    this.#entries.delete(job.id);
    for (const [key, { id }] of this.#keys) if (id === job.id) this.#keys.delete(key);
    this.#options.clean(job).catch((error) => this.#options.logger.warn({ err: error, job: job.id }, 'clean-up failed'));
  }
}

/** Resolves when the event comes, the time is up or the signal fires. */
async function waitFor(events: EventEmitter, event: string, ms: number, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const either = AbortSignal.any([signal, settled.signal]);
  const ignore = () => {};
  await Promise.race([
    once(events, event, { signal: either }).catch(ignore),
    delay(ms, undefined, { signal: either, ref: false }).catch(ignore),
  ]);
  settled.abort();
}

function alreadyEnded({ state }: Job): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', `the job has already ended: ${state}`, { reason: 'JOB_ENDED' });
}

function newJob(request: JobRequest): Job {
  return {
    id: randomUUID(),
    request,
    state: 'QUEUED',
    progress: { gamesGenerated: 0, rowsWritten: 0, bytesWritten: 0 },
    executor: undefined,
    notices: [...request.notices],
    createTime: new Date(),
    startTime: undefined,
    endTime: undefined,
    failure: undefined,
    summary: undefined,
    workbooks: [],
  };
}

function toFailure(error: unknown): { reason: string; message: string } {
  if (error instanceof DezenasError) return { reason: error.reason, message: error.message };
  return { reason: 'INTERNAL', message: 'internal error; the log of the service has the cause' };
}
