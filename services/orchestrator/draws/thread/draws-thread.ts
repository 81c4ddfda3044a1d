import type { Lottery } from '../../../domain/lotteries/lottery.js';
import type { PopularityModel } from '../../../domain/scores/popularity.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import { ThreadPool } from '../../../shared/threads/thread-pool.js';
import type { History } from '../history/history.js';
import type { DrawsFile } from '../reading/read-draws-file.js';
import type { DrawsTask, DrawsTaskResult } from './draws-task.js';

/** An import reads, then fits. */
const IDLE_MS = 5_000;

/**
 * Reads files of draws and fits popularity in a thread of its own: either takes up to a second, during which the service
 * would answer nobody. There is a thread only while there is work for it.
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
