import { throwIfAborted } from '../../../shared/errors.js';
import type { Logger } from '../../../shared/observability/logging.js';
import type { Job } from '../model/job.js';
import type { WorkbookFiles } from './workbook-files.js';

/** Removes the files of failed and superseded attempts. Errors are logged, not thrown. */
export class AttemptFiles {
  readonly #files: WorkbookFiles;
  readonly #logger: Logger;

  constructor(files: WorkbookFiles, logger: Logger) {
    this.#files = files;
    this.#logger = logger;
  }

  /** Removes the files of earlier attempts. Returns false if files may remain. */
  async removeEarlier(job: Job, signal?: AbortSignal): Promise<boolean> {
    if (job.attempts === 1) return true;
    try {
      await this.#files.removeEarlier(job, signal);
      return true;
    } catch (err) {
      // A caller that cancels the job must not wait for a hanging excel-writer.
      throwIfAborted(signal);
      this.#logger.warn({ err, job: job.id }, 'files of an earlier attempt could not be removed');
      return false;
    }
  }

  /** Removes the finished files of an attempt that did not complete. The excel-writer itself removes unfinished files. */
  async removeFinished(job: Job): Promise<void> {
    if (job.workbooks.splice(0).length === 0) return;
    await this.#files
      .removeAll(job)
      .catch((err) => this.#logger.warn({ err, job: job.id }, 'files of an unfinished job could not be removed'));
  }
}
