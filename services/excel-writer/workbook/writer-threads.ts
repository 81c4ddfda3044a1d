import type { Logger } from '../../shared/observability/logging.js';
import { ThreadPool } from '../../shared/threads/thread-pool.js';
import type { BlockTask, DeflatedBlock } from '../rows/block-task.js';
import type { TemplateTask } from './template-task.js';

/** The excel-writer's worker threads. */
export interface WriterThreads {
  /** Encode and compress write buffers. */
  blocks: ThreadPool<BlockTask, DeflatedBlock>;
  /** One thread that builds templates. It starts with the service, so that exceljs is loaded before the first workbook. */
  templates: ThreadPool<TemplateTask, Uint8Array>;
}

export function startWriterThreads(threads: number, logger: Logger): WriterThreads {
  return {
    blocks: new ThreadPool({ url: new URL('../rows/block-worker.js', import.meta.url), threads, taskName: 'block of rows', logger }),
    templates: new ThreadPool({ url: new URL('./template-worker.js', import.meta.url), threads: 1, taskName: 'template', logger }),
  };
}

export async function destroyWriterThreads({ blocks, templates }: WriterThreads): Promise<void> {
  await Promise.all([blocks.destroy(), templates.destroy()]);
}
