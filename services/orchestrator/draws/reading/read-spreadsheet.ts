/** Reads the cells of an .xlsx file. */

import { invalidArgument } from '../../../shared/errors.js';
import { readSheets, SheetError, type SheetFault } from '../../../shared/spreadsheet/read-sheets.js';
import { MAX_COLUMNS, MAX_ROWS, type Table } from './table.js';

/** Inflated size of all parts read; the largest official file has 5 MB. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

const FAULTS: Record<SheetFault, string> = {
  DAMAGED_ZIP: 'the file is damaged or cut off',
  DAMAGED_XML: 'its XML is damaged',
  TOO_MANY_COLUMNS: `more than ${MAX_COLUMNS} columns`,
  TOO_LARGE: `more than ${MAX_UNPACKED_BYTES / 1024 / 1024} MiB unpacked`,
};

/**
 * Reads all sheets of the file.
 * @throws DezenasError INVALID_ARGUMENT when the file is not a spreadsheet, is damaged, or exceeds a limit.
 */
export async function readSpreadsheet(file: Uint8Array): Promise<Table[]> {
  const tables: Table[] = [];
  try {
    for await (const { name, rows: source } of readSheets(file, { columns: MAX_COLUMNS, bytes: MAX_UNPACKED_BYTES })) {
      const rows: Table['rows'] = [];
      for await (const row of source) {
        if (rows.length >= MAX_ROWS) throw refused(`more than ${MAX_ROWS} rows`);
        rows.push(row);
      }
      tables.push({ name, rows });
    }
  } catch (error) {
    throw error instanceof SheetError ? refused(FAULTS[error.fault]) : error;
  }
  if (tables.length === 0) throw refused('no worksheet in it');
  return tables;
}

function refused(why: string) {
  return invalidArgument([{ field: 'data', description: `not a spreadsheet this import can read: ${why}` }]);
}
