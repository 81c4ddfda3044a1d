import type { ExcelWriterClient } from '../../workbooks/excel-writer-client.js';
import { type Job, workbookIdOf } from '../model/job.js';

const TIMEOUT_MS = 5_000;

/** Removes the files of a job at the excel-writer. */
export interface WorkbookFiles {
  /** Removes the files of the attempts before the current one. */
  removeEarlier(job: Job, signal?: AbortSignal): Promise<void>;
  /** Removes the files of all attempts. */
  removeAll(job: Job): Promise<void>;
}

export function createWorkbookFiles(writer: ExcelWriterClient): WorkbookFiles {
  const removeUpTo = async (job: Job, lastAttempt: number, signal?: AbortSignal) => {
    if (job.request.workbook.format === 'NONE') return;
    for (let attempts = lastAttempt; attempts >= 1; attempts--) {
      await writer.delete(workbookIdOf({ id: job.id, attempts }), { timeoutMs: TIMEOUT_MS, requestId: job.id, signal });
    }
  };
  return {
    removeEarlier: (job, signal) => removeUpTo(job, job.attempts - 1, signal),
    removeAll: (job) => removeUpTo(job, job.attempts),
  };
}
