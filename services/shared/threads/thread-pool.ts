import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { DezenasError } from '../errors.js';
import type { Logger } from '../observability/logging.js';
import { taskRetries } from '../observability/shared-metrics.js';

/** A task that fails this often is not the fault of a thread. */
const MAX_ATTEMPTS = 3;

/**
 * Piscina tries require() before import() on a worker's file. Node 20 ends the whole process when a thread is terminated
 * while it requires an ES module.
 */
const NO_REQUIRE = '--no-experimental-require-module';
const IMPORT_ONLY = process.allowedNodeEnvironmentFlags.has(NO_REQUIRE) ? [NO_REQUIRE] : [];

const YOUNG_GENERATION_MB = 4;

export interface ThreadPoolOptions {
  /** Of the worker's file. */
  url: URL;
  threads: number;
  workerData?: unknown;
  /** Threads are started when there is work, and end after so long without; not given: they are always there. */
  idleMs?: number;
  /** What a task is, in logs and errors, such as "chunk". */
  taskName: string;
  logger: Logger;
}

/**
 * Worker threads that run pure tasks: a task whose thread dies or traps is run again, and dead threads are replaced.
 * Tasks and results are copied, or moved by the worker; a task must not carry a transfer list, or it could not be sent again.
 */
export class ThreadPool<Task, Result> {
  /** Threads of the pool. */
  readonly size: number;
  readonly #options: ThreadPoolOptions;
  #pool: Piscina<Task, Result>;
  #retries = 0;
  #completedBefore = 0;
  #destroyed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.size = options.threads;
    this.#pool = this.#start();
  }

  /** Tasks that were run again. */
  get retries(): number {
    return this.#retries;
  }

  /** Tasks run since the start. */
  get completed(): number {
    return this.#completedBefore + this.#pool.completed;
  }

  /** The threads themselves, for those who watch or test them. */
  get workers() {
    return this.#pool.threads;
  }

  /** @throws DezenasError INTERNAL when the task failed three times. */
  async run(task: Task): Promise<Result> {
    const { taskName, logger } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#pool.run(task);
      } catch (cause) {
        if (this.#destroyed || attempt === MAX_ATTEMPTS) {
          throw new DezenasError('INTERNAL', `a ${taskName} failed ${attempt} times`, { reason: 'TASK_FAILED', cause });
        }
        this.#retries++;
        taskRetries.add(1, { task: taskName });
        logger.warn({ err: cause, attempt }, `${taskName} failed, running it again`);
      }
    }
  }

  /** Waits for no one: tasks under way fail. */
  async destroy(): Promise<void> {
    this.#destroyed = true;
    await this.#pool.destroy();
  }

  #start(): Piscina<Task, Result> {
    const { url, threads, workerData, idleMs, taskName, logger } = this.#options;
    const pool = new Piscina<Task, Result>({
      filename: url.href,
      minThreads: idleMs === undefined ? threads : 0,
      maxThreads: threads,
      idleTimeout: idleMs ?? 0,
      concurrentTasksPerWorker: 1,
      execArgv: IMPORT_ONLY,
      // Their work is on typed arrays outside the heap: a large nursery would only wait for a collection.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      workerData,
    });
    // A thread that dies between tasks: the pool starts another.
    pool.on('error', (error) => logger.warn({ err: error }, `a ${taskName} thread died`));
    pool.on('workerDestroy', () => void this.#replaceIfStranded(pool));
    return pool;
  }

  /**
   * Piscina does not replace a thread that dies while it starts: without any left, its queue would wait for ever. Its
   * tasks fail when it is destroyed, and run again in the new pool.
   */
  async #replaceIfStranded(pool: Piscina<Task, Result>): Promise<void> {
    await setImmediate();
    if (this.#destroyed || this.#pool !== pool || pool.threads.length > 0 || pool.queueSize === 0) return;
    this.#completedBefore += pool.completed;
    this.#pool = this.#start();
    await pool.destroy();
  }
}
