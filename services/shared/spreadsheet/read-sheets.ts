/** Reads the rows of .xlsx files as a stream: only the shared strings and the current piece of a sheet are in memory. */

import { type SheetRow, sharedStringsFeed, sheetFeed, TooManyColumns, type XmlFeed } from './sheet-xml.js';
import { ZipReader } from './zip-reader.js';

const WORKSHEET = /^xl\/worksheets\/[^/]+\.xml$/;
const SHARED_STRINGS = 'xl/sharedStrings.xml';
/** Sorts sheet2 before sheet10. */
const BY_NUMBER = new Intl.Collator('en', { numeric: true }).compare;

export interface SheetLimits {
  /** Largest number of columns of a sheet. */
  columns: number;
  /** Largest number of inflated bytes of the sheets and shared strings together. Default: no limit. */
  bytes?: number;
}

/** A sheet of an open file. Its rows can be read once, before the next sheet is asked for. */
export interface Sheet {
  /** Name of the sheet's file inside the workbook, such as sheet1. */
  name: string;
  rows: AsyncGenerator<SheetRow>;
}

/** Why a file cannot be read: the container or its compressed data, the XML of a part, or a limit. */
export type SheetFault = 'DAMAGED_ZIP' | 'DAMAGED_XML' | 'TOO_MANY_COLUMNS' | 'TOO_LARGE';

export class SheetError extends Error {
  readonly fault: SheetFault;

  constructor(fault: SheetFault, cause?: unknown) {
    super(`cannot read the spreadsheet: ${fault}`, { cause });
    this.fault = fault;
  }
}

/**
 * Yields the sheets of the file at a path, or of a file in memory, in the order of their numbers.
 * @throws SheetError when the file is damaged or exceeds a limit.
 */
export async function* readSheets(source: string | Uint8Array, limits: SheetLimits): AsyncGenerator<Sheet> {
  const file = await zipWork(ZipReader.open(source));
  try {
    const names = file.names.filter((name) => WORKSHEET.test(name)).toSorted(BY_NUMBER);
    const bytes = [SHARED_STRINGS, ...names].reduce((sum, name) => sum + file.size(name), 0);
    if (bytes > (limits.bytes ?? Number.POSITIVE_INFINITY)) throw new SheetError('TOO_LARGE');
    const strings: string[] = [];
    if (file.names.includes(SHARED_STRINGS)) {
      const feed = sharedStringsFeed((text) => strings.push(text));
      for await (const _ of parse(file.read(SHARED_STRINGS), feed)) {
        // The feed collects the strings.
      }
    }
    for (const name of names) {
      yield { name: name.slice(name.lastIndexOf('/') + 1, -'.xml'.length), rows: readRows(file.read(name), strings, limits.columns) };
    }
  } finally {
    file.close();
  }
}

async function* readRows(xml: AsyncIterator<Uint8Array>, strings: string[], maxColumns: number): AsyncGenerator<SheetRow> {
  let rows: SheetRow[] = [];
  const feed = sheetFeed(strings, maxColumns, (row) => rows.push(row));
  for await (const _ of parse(xml, feed)) {
    yield* rows;
    rows = [];
  }
}

/** Feeds the pieces of a part to a parser; yields after each piece and after the end. */
async function* parse(xml: AsyncIterator<Uint8Array>, feed: XmlFeed): AsyncGenerator<void> {
  try {
    for (;;) {
      const { value, done } = await zipWork(xml.next());
      xmlWork(() => (done ? feed.end() : feed.push(value)));
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
    throw new SheetError('DAMAGED_ZIP', error);
  }
}

function xmlWork(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new SheetError(error instanceof TooManyColumns ? 'TOO_MANY_COLUMNS' : 'DAMAGED_XML', error);
  }
}
