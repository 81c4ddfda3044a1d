import { Piscina } from 'piscina';
import { DezenasError } from '../shared/errors.js';
import type { Logger } from '../shared/logging.js';
import type { TemplateTask } from './template-task.js';

/** One thread that makes templates; it starts with the service, so that the first workbook finds exceljs loaded. */
export class TemplatePool {
  readonly #pool: Piscina<TemplateTask, Uint8Array>;

  constructor(logger: Logger) {
    this.#pool = new Piscina({ filename: new URL('./template-worker.js', import.meta.url).href, minThreads: 1, maxThreads: 1 });
    // A thread that dies between tasks: the pool starts another.
    this.#pool.on('error', (error) => logger.warn({ err: error }, 'the template thread died'));
  }

  /** The file as exceljs writes it. @throws DezenasError INTERNAL */
  async build(task: TemplateTask): Promise<Uint8Array> {
    try {
      return await this.#pool.run(task);
    } catch (cause) {
      throw new DezenasError('INTERNAL', 'the template of the workbook could not be made', { reason: 'TEMPLATE_FAILED', cause });
    }
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }
}
