import type { ExcelWriterClient } from '../../workbooks/excel-writer-client.js';
import { type Job, workbookIdOf } from '../model/job.js';

const TIMEOUT_MS = 5_000;

/** The files of the attempts of a job at the excel-writer. */
export interface WorkbookFiles {
  /** Removes those of the attempts before this one. */
  removeEarlier(job: Job, signal?: AbortSignal): Promise<void>;
  /** Removes those of all attempts. */
  removeAll(job: Job): Promise<void>;
}

export function createWorkbookFiles(writer: ExcelWriterClient): WorkbookFiles {
  const removeFrom = async (job: Job, last: number, signal?: AbortSignal) => {
    if (job.request.workbook.format === 'NONE') return;
    for (let attempts = last; attempts >= 1; attempts--) {
      await writer.delete(workbookIdOf({ id: job.id, attempts }), { timeoutMs: TIMEOUT_MS, requestId: job.id, signal });
    }
  };
  return {
    removeEarlier: (job, signal) => removeFrom(job, job.attempts - 1, signal),
    removeAll: (job) => removeFrom(job, job.attempts),
  };
}
