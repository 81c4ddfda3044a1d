import type { Options } from 'csv-parse';

/** Longest row in characters: a quote that is never closed makes the rest of the file one row. */
const MAX_ROW_LENGTH = 1024 * 1024;

/** How text files are split. Empty lines count as rows, so that row numbers match those of spreadsheet programs. */
export const CSV_OPTIONS = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  trim: true,
  max_record_size: MAX_ROW_LENGTH,
} satisfies Options;
