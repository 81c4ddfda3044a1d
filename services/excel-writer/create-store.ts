import type { ExcelWriterConfig } from './config.js';
import { LocalWorkbookStore } from './local-store.js';
import type { WorkbookStore } from './workbook-store.js';

/** The store the settings name. */
export function createStore({ WORKBOOK_DIR }: ExcelWriterConfig): WorkbookStore {
  return new LocalWorkbookStore(WORKBOOK_DIR);
}
