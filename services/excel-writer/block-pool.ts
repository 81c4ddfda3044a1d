import { Piscina } from 'piscina';
import { DezenasError } from '../shared/errors.js';
import type { Logger } from '../shared/logging.js';
import type { BlockTask, DeflatedBlock } from './block-task.js';

/** Worker threads that encode and compress write buffers. */
export class BlockPool {
  readonly #pool: Piscina<BlockTask, DeflatedBlock>;
  readonly #logger: Logger;

  constructor(threads: number, logger: Logger) {
    this.#logger = logger;
    this.#pool = new Piscina({
      filename: new URL('./block-worker.js', import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
    });
    // A thread that dies between tasks: the pool starts another.
    this.#pool.on('error', (error) => logger.warn({ err: error }, 'a worker thread died'));
  }

  get threads(): number {
    return this.#pool.options.maxThreads;
  }

  /** The worker threads, for those who watch or test them. */
  get workers() {
    return this.#pool.threads;
  }

  /** @throws DezenasError INTERNAL when a block fails twice. */
  async run(task: BlockTask): Promise<DeflatedBlock> {
    try {
      return await this.#pool.run(task);
    } catch (error) {
      // A dead thread costs one retry: a block is a pure function of its task.
      this.#logger.warn({ err: error }, 'block failed, retrying');
      return this.#pool.run(task).catch((cause) => {
        throw new DezenasError('INTERNAL', 'a block of rows failed twice', { reason: 'BLOCK_FAILED', cause });
      });
    }
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }
}
