/** The contract between the excel-writer's main thread and its template thread. */

import type { PlannedFile } from '../plan/plan-files.js';
import type { WorkbookDescription } from '../plan/workbook-description.js';
import type { FileTotals } from './file-totals.js';

export interface TemplateTask {
  description: WorkbookDescription;
  file: PlannedFile;
  /** Undefined before the file's last game. */
  totals: FileTotals | undefined;
}
