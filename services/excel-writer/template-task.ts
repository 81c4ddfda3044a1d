/** The contract between the excel-writer's main thread and the thread that makes templates. */

import type { WorkbookDescription, WorkbookTotals } from './workbook-description.js';

export interface TemplateTask {
  description: WorkbookDescription;
  /** Games the template is for: what names the last row names theirs. */
  games: number;
  /** Undefined before the games are there. */
  totals: WorkbookTotals | undefined;
}
