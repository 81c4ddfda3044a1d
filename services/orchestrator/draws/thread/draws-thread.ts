import type { Lottery } from '../../../domain/lotteries/lottery.js';
import type { PopularityModel } from '../../../domain/scores/popularity.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import { ThreadPool } from '../../../shared/threads/thread-pool.js';
import type { History } from '../history/history.js';
import type { DrawsFile } from '../reading/read-draws-file.js';
import type { DrawsTask, DrawsTaskResult } from './draws-task.js';

/** The thread ends after this idle time. An import reads a file and then fits, and both use the same thread. */
const IDLE_MS = 5_000;

/**
 * Reads files of draws and fits popularity in a separate thread. Either task takes up to a second and would block the event loop of
 * the service. The thread starts with the first task and ends when it is idle.
 */
export class DrawsThread {
  readonly #pool: ThreadPool<DrawsTask, DrawsTaskResult>;

  constructor(logger: Logger) {
    const url = new URL('./draws-worker.js', import.meta.url);
    this.#pool = new ThreadPool({ url, threads: 1, idleMs: IDLE_MS, taskName: 'reading of draws', logger });
  }

  /** @throws DezenasError as {@link readDrawsFile}. */
  async read(file: Buffer, { id }: Lottery): Promise<DrawsFile> {
    return (await this.#run<{ file: DrawsFile }>({ kind: 'read', lottery: id, file })).file;
  }

  /** @throws DezenasError as {@link fitPopularity}. */
  async fit({ id }: Lottery, history: History): Promise<PopularityModel> {
    return (await this.#run<{ model: PopularityModel }>({ kind: 'fit', lottery: id, history })).model;
  }

  destroy(): Promise<void> {
    return this.#pool.destroy();
  }

  async #run<R extends DrawsTaskResult>(task: DrawsTask): Promise<R> {
    const result = await this.#pool.run(task);
    if (!('refused' in result)) return result as R;
    const { code, message, ...rest } = result.refused;
    throw new DezenasError(code, message, rest);
  }
}
