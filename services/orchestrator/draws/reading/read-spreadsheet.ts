/** Reads the cells of an .xlsx file. */

import { unzipSync } from 'fflate';
import { DezenasError, invalidArgument } from '../../../shared/errors.js';
import {
  SHARED_STRINGS,
  sharedStringsFeed,
  sheetFeed,
  TooManyColumns,
  WORKSHEET,
  type XmlFeed,
} from '../../../shared/spreadsheet/sheet-xml.js';
import { MAX_COLUMNS, MAX_ROWS, type Table } from './table.js';

/** Unpacked size of all parts read; the largest official file has 5 MB. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** True when the bytes start like a zip container. */
export function isZip(file: Buffer): boolean {
  return file.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));
}

/**
 * All sheets of the file.
 * @throws DezenasError INVALID_ARGUMENT when it is no spreadsheet, damaged, or larger than the bounds.
 */
export function readSpreadsheet(file: Buffer): Table[] {
  const parts = unpack(file);
  const sheets = Object.keys(parts).filter((name) => WORKSHEET.test(name));
  if (sheets.length === 0) throw refused('no worksheet in it');
  const strings = parts[SHARED_STRINGS] ? readSharedStrings(parts[SHARED_STRINGS]) : [];
  return sheets.toSorted().map((name) => readSheet(name, parts[name], strings));
}

function unpack(file: Buffer): Record<string, Uint8Array> {
  let unpacked = 0;
  try {
    return unzipSync(file, {
      // The declared size is what is allocated and inflated to at most, so it can be trusted as a bound.
      filter: ({ name, originalSize }) => {
        if (!WORKSHEET.test(name) && name !== SHARED_STRINGS) return false;
        unpacked += originalSize;
        if (unpacked > MAX_UNPACKED_BYTES) throw refused(`more than ${MAX_UNPACKED_BYTES / 1024 / 1024} MiB unpacked`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'DezenasError') throw error;
    throw refused('the file is damaged or cut off');
  }
}

function readSharedStrings(xml: Uint8Array): string[] {
  const strings: string[] = [];
  parseXml(
    xml,
    sharedStringsFeed((text) => strings.push(text)),
  );
  return strings;
}

function readSheet(name: string, xml: Uint8Array, strings: string[]): Table {
  const rows: Table['rows'] = [];
  const feed = sheetFeed(strings, MAX_COLUMNS, (row) => {
    if (rows.length >= MAX_ROWS) throw refused(`more than ${MAX_ROWS} rows`);
    rows.push(row);
  });
  parseXml(xml, feed);
  return { name: name.slice(name.lastIndexOf('/') + 1, -4), rows };
}

function parseXml(xml: Uint8Array, feed: XmlFeed): void {
  const PIECE = 1 << 16;
  try {
    for (let at = 0; at < xml.length; at += PIECE) feed.push(xml.subarray(at, at + PIECE));
    feed.end();
  } catch (error) {
    if (error instanceof DezenasError) throw error;
    throw refused(error instanceof TooManyColumns ? `more than ${MAX_COLUMNS} columns` : 'its XML is damaged');
  }
}

function refused(why: string) {
  return invalidArgument([{ field: 'data', description: `not a spreadsheet this import can read: ${why}` }]);
}
