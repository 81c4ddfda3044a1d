/** A row of a table. */
export interface Row {
  /** Number of the row as spreadsheet programs and editors show it, from 1. */
  number: number;
  /** Trimmed texts of the cells by column, from 0. A cell without a value is missing or empty: the array may be sparse. */
  cells: (string | undefined)[];
}

/** A sheet of a workbook, or a text file. */
export interface Table {
  /** Name of the sheet. Undefined in a text file. */
  sheet?: string;
  /** What the file is: "xlsx" or "CSV". */
  format: 'xlsx' | 'CSV';
  /** The character set that a text file was read with, such as "UTF-8". */
  encoding?: Encoding;
  /** True when dates kept as numbers count the days from 1904-01-01, as workbooks of old Macintosh programs do. */
  date1904: boolean;
  /** The rows that are not empty, in pieces. They can be read once, before the next table is asked for. */
  rows: AsyncGenerator<Row[]>;
}

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'windows-1252';

/** Bounds of a file from others. */
export interface TableLimits {
  /** Most cells of a row that have a value. */
  cells: number;
  /** Most bytes of the inflated parts of a workbook together. Default: no limit. */
  bytes?: number;
}

/** Why a file cannot be read as tables. */
export type TableFault =
  | 'DAMAGED_ZIP'
  | 'DAMAGED_XML'
  | 'NO_WORKSHEET'
  | 'OTHER_FORMAT'
  | 'TOO_MANY_CELLS'
  | 'TOO_LARGE'
  | 'BINARY'
  | 'DAMAGED_CSV';

export class TableError extends Error {
  readonly fault: TableFault;

  constructor(fault: TableFault, message: string, cause?: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}

/** Finds the header among the first rows of a table. */
export type IsHeader = (cells: Row['cells']) => boolean;

/** Rows above the header that official files may have. */
export const MAX_HEADER_ROW = 20;
