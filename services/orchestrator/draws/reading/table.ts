/** A cell's text as the file has it; empty cells are ''. */
export type Row = string[];

/** A sheet or a CSV file: rows with their numbers as a person sees them, from 1. */
export interface Table {
  name: string;
  /** What errors call a row. Default "row". */
  rowName?: string;
  rows: { number: number; cells: Row }[];
}

/** Larger tables are refused before they are held in memory. */
export const MAX_ROWS = 20_000;
export const MAX_COLUMNS = 256;
