import type { ExcelWriterClient } from '../excel-writer-client.js';
import { type Job, workbookIdOf } from './job.js';

const TIMEOUT_MS = 5_000;

/** The files of the attempts of a job at the excel-writer. */
export interface WorkbookFiles {
  /** Removes those of the attempts before this one. */
  removeEarlier(job: Job): Promise<void>;
  /** Removes those of all attempts. */
  removeAll(job: Job): Promise<void>;
}

export function createWorkbookFiles(writer: ExcelWriterClient): WorkbookFiles {
  const removeFrom = async (job: Job, last: number) => {
    if (job.request.workbook.format === 'NONE') return;
    for (let attempts = last; attempts >= 1; attempts--) {
      await writer.delete(workbookIdOf({ id: job.id, attempts }), { timeoutMs: TIMEOUT_MS, requestId: job.id });
    }
  };
  return {
    removeEarlier: (job) => removeFrom(job, job.attempts - 1),
    removeAll: (job) => removeFrom(job, job.attempts),
  };
}
