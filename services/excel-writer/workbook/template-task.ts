/** The contract between the excel-writer's main thread and the thread that makes templates. */

import type { PlannedFile } from '../plan/plan-files.js';
import type { FileTotals, WorkbookDescription } from '../plan/workbook-description.js';

export interface TemplateTask {
  description: WorkbookDescription;
  file: PlannedFile;
  /** Undefined before the games are there. */
  totals: FileTotals | undefined;
}
