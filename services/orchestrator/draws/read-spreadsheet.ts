/**
 * Reads the cells of an .xlsx file. The official files write elements with a namespace prefix (`x:row`), which common readers do not
 * find; names are matched here without it. Formulas, styles and everything else are left alone; the parser knows no external entities.
 */

import { unzipSync } from 'fflate';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { invalidArgument } from '../../shared/errors.js';
import { MAX_COLUMNS, MAX_ROWS, type Table } from './table.js';

/** Unpacked size of all parts read; the largest official file has 5 MB. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const MAX_CELL_LENGTH = 4_096;
const SHEET = /^xl\/worksheets\/[^/]+\.xml$/;
const SHARED_STRINGS = 'xl/sharedStrings.xml';

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
  const sheets = Object.keys(parts).filter((name) => SHEET.test(name));
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
        if (!SHEET.test(name) && name !== SHARED_STRINGS) return false;
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
  let text = '';
  let inText = false;
  parseXml(xml, {
    open: ({ local }) => {
      if (local === 'si') text = '';
      inText = local === 't';
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    close: ({ local }) => {
      if (local === 'si') strings.push(text);
      inText = false;
    },
  });
  return strings;
}

function readSheet(name: string, xml: Uint8Array, strings: string[]): Table {
  const rows: Table['rows'] = [];
  let cells: string[] = [];
  let rowNumber = 0;
  let column = 0;
  let type = '';
  let value = '';
  let inValue = false;
  parseXml(xml, {
    open: ({ local, attributes }) => {
      if (local === 'row') {
        rowNumber = Number(attributes.r?.value ?? rowNumber + 1);
        cells = [];
        column = 0;
      } else if (local === 'c') {
        column = columnOf(attributes.r?.value, column + 1);
        type = attributes.t?.value ?? 'n';
        value = '';
      }
      inValue = local === 'v' || local === 't';
    },
    text: (piece) => {
      if (inValue && value.length < MAX_CELL_LENGTH) value += piece;
    },
    close: ({ local }) => {
      inValue = false;
      if (local === 'c') {
        if (column > MAX_COLUMNS) throw refused(`more than ${MAX_COLUMNS} columns`);
        while (cells.length < column) cells.push('');
        cells[column - 1] = (type === 's' ? (strings[Number(value)] ?? '') : value).trim();
      } else if (local === 'row' && cells.some((cell) => cell !== '')) {
        if (rows.length >= MAX_ROWS) throw refused(`more than ${MAX_ROWS} rows`);
        rows.push({ number: rowNumber, cells });
      }
    },
  });
  return { name: name.slice(name.lastIndexOf('/') + 1, -4), rows };
}

/** 28 of AB12; the next column when the cell does not say. */
function columnOf(reference: string | undefined, next: number): number {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? '')?.[1];
  if (!letters) return next;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

interface XmlHandlers {
  open: (tag: SaxesTagNS) => void;
  text: (piece: string) => void;
  close: (tag: SaxesTagNS) => void;
}

function parseXml(xml: Uint8Array, handlers: XmlHandlers): void {
  const parser = new SaxesParser<{ xmlns: true }>({ xmlns: true });
  let damage: Error | undefined;
  parser.on('error', (error) => {
    damage ??= error;
  });
  parser.on('opentag', handlers.open);
  parser.on('text', handlers.text);
  parser.on('closetag', handlers.close);
  const decoder = new TextDecoder();
  const PIECE = 1 << 16;
  for (let at = 0; at < xml.length && !damage; at += PIECE) parser.write(decoder.decode(xml.subarray(at, at + PIECE), { stream: true }));
  if (!damage) parser.close();
  if (damage) throw refused('its XML is damaged');
}

function refused(why: string) {
  return invalidArgument([{ field: 'data', description: `not a spreadsheet this import can read: ${why}` }]);
}
