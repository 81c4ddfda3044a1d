import { CsvError, parse } from 'csv-parse/sync';
import { invalidArgument } from '../../../shared/errors.js';
import { MAX_COLUMNS, MAX_ROWS, type Table } from './table.js';
import { cutText } from './truncate-text.js';

/**
 * Reads comma-, semicolon- or tab-separated text.
 * @throws DezenasError INVALID_ARGUMENT when it is not such text.
 */
export function readCsv(file: Buffer): Table {
  const text = file.toString('utf8');
  if (text.includes('\0')) throw notCsv('binary data');
  let rows: string[][];
  try {
    rows = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      to: MAX_ROWS + 1,
    });
  } catch (error) {
    if (error instanceof CsvError) throw notCsv(cutText(error.message, 200));
    throw error;
  }
  if (rows.length > MAX_ROWS) throw notCsv(`more than ${MAX_ROWS} rows`);
  if (rows.some((row) => row.length > MAX_COLUMNS)) throw notCsv(`more than ${MAX_COLUMNS} columns`);
  return { name: 'CSV', rows: rows.map((cells, i) => ({ number: i + 1, cells })) };
}

function delimiterOf(text: string): string {
  const [header = ''] = text.split('\n', 1);
  return [';', '\t'].find((delimiter) => header.includes(delimiter)) ?? ',';
}

function notCsv(why: string) {
  return invalidArgument([{ field: 'data', description: `neither a spreadsheet (.xlsx) nor CSV: ${why}` }]);
}
