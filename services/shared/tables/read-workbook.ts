/**
 * Reads the rows of .xlsx workbooks as a stream: only the shared strings and the current piece of a sheet are in memory.
 *
 * The reader is our own because the streaming readers for Node.js, exceljs among them, do not read files that users have, such as Caixa's official
 * files with prefixed elements, and parts at other places of the package. docs/reference/tables.md has the comparison.
 */

import { createSharedStringsReader, createSheetReader, type PartReader, TooManyCells, TooMuchText } from './sheet-parts.js';
import { type Row, type Table, TableError, type TableLimits } from './table.js';
import { findWorkbookParts, type WorkbookParts } from './workbook-parts.js';
import { XmlError } from './xml-reader.js';
import { ZipReader } from './zip-reader.js';

/** Longest text of all shared strings together, in characters. A million texts of games have about 20 million. */
const MAX_SHARED_TEXT = 64 * 1024 * 1024;

/**
 * Yields the sheets of the workbook at a path, or of a workbook in memory: visible sheets first, each in the order of the workbook.
 * @throws TableError when the file is damaged or exceeds a limit.
 */
export async function* readWorkbook(source: string | Uint8Array, limits: TableLimits): AsyncGenerator<Table> {
  const zip = await zipWork(ZipReader.open(source));
  try {
    const { sheets, sharedStrings, date1904 } = await partsOf(zip, limits);
    const strings: string[] = [];
    if (sharedStrings !== undefined && zip.has(sharedStrings)) {
      const reader = createSharedStringsReader(MAX_SHARED_TEXT, (text) => strings.push(text));
      for await (const _ of parse(zip.read(sharedStrings), reader)) {
        // The reader collects the strings.
      }
    }
    for (const { name, path } of sheets) {
      yield { sheet: name, format: 'xlsx', date1904, rows: readRows(zip.read(path), strings, limits.cells) };
    }
  } finally {
    zip.close();
  }
}

/** @throws TableError when there is no worksheet, or the parts exceed the limit together, before any sheet is inflated. */
async function partsOf(zip: ZipReader, { bytes = Number.POSITIVE_INFINITY }: TableLimits): Promise<WorkbookParts> {
  let parts: WorkbookParts | undefined;
  try {
    parts = await findWorkbookParts(zip);
  } catch (error) {
    throw error instanceof XmlError
      ? new TableError('DAMAGED_XML', 'its XML is damaged', error)
      : new TableError('DAMAGED_ZIP', DAMAGED, error);
  }
  if (!parts || parts.sheets.length === 0) throw noWorksheet(zip);
  const names = [...new Set([...parts.sheets.map(({ path }) => path), ...(parts.sharedStrings ? [parts.sharedStrings] : [])])];
  if (names.reduce((sum, name) => sum + zip.size(name), 0) > bytes)
    throw new TableError('TOO_LARGE', `more than ${Math.floor(bytes / 1024 / 1024)} MiB unpacked`);
  return parts;
}

const DAMAGED = 'the file is damaged or cut off';

function noWorksheet(zip: ZipReader): TableError {
  if (zip.names.some((name) => /workbook\.bin$/i.test(name))) return otherFormat('a binary workbook (.xlsb)');
  if (zip.has('content.xml') && zip.has('META-INF/manifest.xml')) return otherFormat('an OpenDocument file (.ods)');
  return new TableError('NO_WORKSHEET', 'no worksheet in it');
}

export function otherFormat(what: string): TableError {
  return new TableError('OTHER_FORMAT', `it is ${what}; save it as .xlsx or CSV`);
}

async function* readRows(xml: AsyncIterator<Uint8Array>, strings: string[], maxCells: number): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  const reader = createSheetReader(strings, maxCells, (row) => rows.push(row));
  for await (const _ of parse(xml, reader)) {
    if (rows.length === 0) continue;
    yield rows;
    rows = [];
  }
}

/** Feeds the pieces of a part to a reader; yields after each piece and after the end. */
async function* parse(xml: AsyncIterator<Uint8Array>, reader: PartReader): AsyncGenerator<void> {
  try {
    for (;;) {
      const { value, done } = await zipWork(xml.next());
      xmlWork(() => (done ? reader.end() : reader.push(value)));
      yield;
      if (done) return;
    }
  } finally {
    await xml.return?.();
  }
}

async function zipWork<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new TableError('DAMAGED_ZIP', DAMAGED, error);
  }
}

function xmlWork(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof TooManyCells) throw new TableError('TOO_MANY_CELLS', 'a row has too many cells', error);
    if (error instanceof TooMuchText) throw new TableError('TOO_LARGE', 'more text than a table can have', error);
    throw new TableError('DAMAGED_XML', 'its XML is damaged', error);
  }
}
