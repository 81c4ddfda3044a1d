import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { DezenasError } from '../errors.js';
import type { Logger } from '../observability/logging.js';
import { taskRetries } from '../observability/shared-metrics.js';

/** After this many failures, the task itself is the cause, not a thread. */
const MAX_TASK_ATTEMPTS = 3;

/**
 * Piscina tries require() before import() on a worker's file. Node 20 ends the whole process when a thread is terminated while it requires
 * an ES module.
 */
const NO_REQUIRE = '--no-experimental-require-module';
const IMPORT_ONLY = process.allowedNodeEnvironmentFlags.has(NO_REQUIRE) ? [NO_REQUIRE] : [];

const YOUNG_GENERATION_MB = 4;

export interface ThreadPoolOptions {
  /** The worker's file. */
  url: URL;
  threads: number;
  workerData?: unknown;
  /** Threads start on demand and end after this idle time. Undefined: all threads start at once and never end. */
  idleMs?: number;
  /** Name of a task in logs and errors, such as "chunk". */
  taskName: string;
  logger: Logger;
}

/**
 * Runs pure tasks on worker threads. A task whose thread dies or traps is retried, and dead threads are replaced. Tasks are copied to the
 * threads: a transferred task could not be retried. A worker may transfer its results.
 */
export class ThreadPool<Task, Result> {
  /** Number of threads. */
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

  /** Number of retries. */
  get retries(): number {
    return this.#retries;
  }

  /** Number of completed tasks. */
  get completed(): number {
    return this.#completedBefore + this.#pool.completed;
  }

  /** The threads, for tests and monitoring. */
  get workers() {
    return this.#pool.threads;
  }

  /**
   * Runs a task on a free thread.
   * @throws DezenasError INTERNAL when the task failed three times.
   */
  async run(task: Task): Promise<Result> {
    const { taskName, logger } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#pool.run(task);
      } catch (cause) {
        if (this.#destroyed || attempt === MAX_TASK_ATTEMPTS) {
          throw new DezenasError('INTERNAL', `the worker task "${taskName}" failed ${attempt} times`, { reason: 'TASK_FAILED', cause });
        }
        this.#retries++;
        taskRetries.add(1, { task: taskName });
        logger.warn({ err: cause, attempt }, `the worker task "${taskName}" failed and is retried`);
      }
    }
  }

  /** Terminates the threads at once. Running tasks fail. */
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
      // Tasks work on typed arrays outside the heap, so a large young generation would only delay their collection.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      workerData,
    });
    // A thread died between tasks. Piscina starts another one.
    pool.on('error', (error) => logger.warn({ err: error }, `a worker thread for "${taskName}" died`));
    pool.on('workerDestroy', () => void this.#replaceIfStranded(pool));
    return pool;
  }

  /**
   * Replaces a pool that has queued tasks but no threads. Piscina does not replace a thread that dies during its start, so the queue would wait
   * forever. Destroying the old pool fails its tasks, and run() retries the tasks in the new pool.
   */
  async #replaceIfStranded(pool: Piscina<Task, Result>): Promise<void> {
    await setImmediate();
    if (this.#destroyed || this.#pool !== pool || pool.threads.length > 0 || pool.queueSize === 0) return;
    this.#completedBefore += pool.completed;
    this.#pool = this.#start();
    await pool.destroy();
  }
}
