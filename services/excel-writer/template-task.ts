/** The contract between the excel-writer's main thread and the thread that makes templates. */

import type { PlannedFile } from './plan-files.js';
import type { FileTotals, WorkbookDescription } from './workbook-description.js';

export interface TemplateTask {
  description: WorkbookDescription;
  file: PlannedFile;
  /** Undefined before the games are there. */
  totals: FileTotals | undefined;
}
