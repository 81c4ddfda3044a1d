import { open } from 'node:fs/promises';
import { readCsv } from './read-csv.js';
import { otherFormat, readWorkbook } from './read-workbook.js';
import type { IsHeader, Table, TableLimits } from './table.js';
import { isZip } from './zip-reader.js';

/** What users take for a workbook, by first bytes. */
const OTHER_FORMATS: [start: string, what: string][] = [
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'a file of the old Excel format (.xls), or a workbook with a password'],
  ['%PDF-', 'a PDF file'],
  ['\x1f\x8b', 'a compressed file (.gz)'],
];
const HTML = /^\s*(?:<!doctype html|<html|<table)/i;

/**
 * Yields the tables of a file, or of a file in memory: the sheets of a workbook (.xlsx), or the one table of a text file (CSV). This is the
 * one reader of tables: imports of draws and files of games are read the same way.
 * @param isHeader returns true for the header of the table that the caller looks for. The header decides the delimiter of a text file.
 * @throws TableError when the file cannot be read, also from the rows of a table.
 */
export async function* readTables(source: string | Uint8Array, limits: TableLimits, isHeader: IsHeader): AsyncGenerator<Table> {
  const start = typeof source === 'string' ? await readStart(source) : source.subarray(0, START_BYTES);
  if (isZip(start)) {
    yield* readWorkbook(source, limits);
    return;
  }
  const text = Buffer.from(start).toString('latin1');
  const other = OTHER_FORMATS.find(([bytes]) => text.startsWith(bytes))?.[1] ?? (HTML.test(text) ? 'a web page (HTML)' : undefined);
  if (other !== undefined) throw otherFormat(other);
  yield await readCsv(source, limits, isHeader);
}

const START_BYTES = 256;

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
