import { parse } from 'csv-parse/sync';
import { CSV_OPTIONS } from './csv-options.js';
import { type IsHeader, MAX_HEADER_ROW } from './table.js';

/** Semicolon first: where a comma is the decimal sign, a line can have as many commas as semicolons. */
const DELIMITERS = [';', '\t', ',', '|'];
/** Rows that are compared. */
const SAMPLE_ROWS = 50;
const SEPARATOR_LINE = /^sep=(.)\r?\n/i;

/**
 * Finds the one delimiter of a file from its start: the line "sep=;" that Excel understands names it; otherwise the delimiter with which
 * one of the first rows is a header; otherwise the one that gives most rows the same number of cells.
 * @param isWhole whether `start` is the whole file.
 */
export function findDelimiter(start: string, isWhole: boolean, isHeader: IsHeader): { delimiter: string; skippedRows: number } {
  const named = SEPARATOR_LINE.exec(start)?.[1];
  if (named !== undefined) return { delimiter: named, skippedRows: 1 };
  // The last line of a start that is not the whole file may be cut.
  const sample = isWhole ? start : start.slice(0, Math.max(start.lastIndexOf('\n'), start.lastIndexOf('\r')) + 1) || start;
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, rows: split(sample, delimiter) }));
  const withHeader = candidates.filter(({ rows }) => rows.slice(0, MAX_HEADER_ROW).some(isHeader));
  const [best] = (withHeader.length > 0 ? withHeader : candidates).toSorted((a, b) => regularity(b.rows) - regularity(a.rows));
  return { delimiter: best.delimiter, skippedRows: 0 };
}

/** Cells of the rows that have the most common number of cells, beyond the first cell of each. */
function regularity(rows: string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width = 1, times = 0] = [...counts].toSorted(([a, x], [b, y]) => y - x || b - a)[0] ?? [];
  return (width - 1) * times;
}

/** The first rows; none when the text cannot be split so, for instance because a quote is not closed. */
function split(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { ...CSV_OPTIONS, delimiter, skip_empty_lines: true, to: SAMPLE_ROWS });
  } catch {
    return [];
  }
}
