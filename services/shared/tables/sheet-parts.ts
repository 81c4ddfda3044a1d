/** Parses the parts of an .xlsx workbook that hold cells, piece by piece. */

import type { Row } from './table.js';
import { XmlError, XmlReader } from './xml-reader.js';

/** Longer texts of cells are cut off: more than Excel's bound of 32,767 characters carries no table value. */
const MAX_CELL_LENGTH = 4_096;
/** What an empty string counts in the length of all strings. */
const STRING_LENGTH = 16;
/** Columns and rows of the file format. */
const MAX_COLUMN = 16_384;
const MAX_ROW = 1_048_576;

/** A parser that takes the bytes of a part in pieces. */
export type PartReader = Pick<XmlReader, 'push' | 'end'>;

/** A row has more cells with a value than its reader allows. */
export class TooManyCells extends Error {}

/** The shared strings together are longer than their reader allows. */
export class TooMuchText extends Error {}

/**
 * Calls `onText` with each shared string in order. Phonetic runs are the pronunciation of a text, not a part of the text.
 * @throws TooMuchText from `push` when the strings together are longer than `maxLength`.
 */
export function createSharedStringsReader(maxLength: number, onText: (text: string) => void): PartReader {
  let text = '';
  let length = 0;
  let inText = false;
  let inPhonetic = false;
  return new XmlReader({
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') inText = !inPhonetic;
    },
    text: (piece) => {
      if (inText && text.length < MAX_CELL_LENGTH) text += piece;
    },
    close: (name) => {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') {
        const kept = text.slice(0, MAX_CELL_LENGTH).trim();
        length += kept.length + STRING_LENGTH;
        if (length > maxLength) throw new TooMuchText();
        onText(kept);
      }
    },
  });
}

/**
 * Calls `onRow` with each row that has a value. Cells without a value, such as those that only have a style, are not in the row. A formula
 * without a stored value is the text "=" and the formula; true and false are TRUE and FALSE, as spreadsheet programs show them.
 * @throws TooManyCells from `push` when a row has more than `maxCells` values.
 * @throws XmlError from `push` when the part is damaged, or names a shared string that does not exist.
 */
export function createSheetReader(strings: readonly string[], maxCells: number, onRow: (row: Row) => void): PartReader {
  let cells: Row['cells'] = [];
  let count = 0;
  let rowNumber = 0;
  let column = 0;
  let type: string | undefined;
  let value = '';
  let formula: string | undefined;
  let hasValue = false;
  let inValue = false;
  let inFormula = false;
  let inPhonetic = false;
  return new XmlReader({
    open: (name, reader) => {
      if (name === 'v') {
        inValue = true;
        hasValue = true;
      } else if (name === 'c') {
        column = columnOf(reader.attribute('r'), column + 1);
        type = reader.attribute('t');
        value = '';
        formula = undefined;
        hasValue = false;
      } else if (name === 't') inValue = !inPhonetic;
      else if (name === 'row') {
        rowNumber = rowOf(reader.attribute('r'), rowNumber + 1);
        cells = [];
        count = 0;
        column = 0;
      } else if (name === 'f') {
        inFormula = true;
        formula = '';
      } else if (name === 'rPh') inPhonetic = true;
    },
    text: (piece) => {
      if (inValue) {
        if (value.length < MAX_CELL_LENGTH) value += piece;
      } else if (inFormula && formula !== undefined && formula.length < MAX_CELL_LENGTH) formula += piece;
    },
    close: (name) => {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'c') {
        const text = textOf(value, type, strings).trim();
        // A stored empty text is the value of a formula such as =IF(A1>0,A1,"").
        if (text === '' && (formula === undefined || (hasValue && type === 'str'))) return;
        if (++count > maxCells) throw new TooManyCells();
        cells[column - 1] = text === '' ? `=${formula}` : text;
      } else if (name === 'row') {
        if (count > 0) onRow({ number: rowNumber, cells });
      } else if (name === 'f') inFormula = false;
      else if (name === 'rPh') inPhonetic = false;
    },
  });
}

function textOf(value: string, type: string | undefined, strings: readonly string[]): string {
  if (type === 's' && value !== '') {
    const text = strings[Number(value)];
    if (text === undefined) throw new XmlError(`there is no shared string ${value.slice(0, 20)}`);
    return text;
  }
  if (type === 'b' && value !== '') return value.trim() === '1' ? 'TRUE' : 'FALSE';
  return value;
}

/** Column of a cell reference, from 1: AB12 is in column 28. A cell without a reference is in the column `next`. */
function columnOf(reference: string | undefined, next: number): number {
  let column = 0;
  for (let i = 0; reference && i < reference.length; i++) {
    const letter = reference.charCodeAt(i) | 32;
    if (letter < 97 || letter > 122) break;
    column = column * 26 + letter - 96;
  }
  column ||= next;
  if (column > MAX_COLUMN) throw new XmlError('a cell is outside of every sheet');
  return column;
}

function rowOf(reference: string | undefined, next: number): number {
  const row = reference === undefined ? next : Number(reference);
  if (!Number.isInteger(row) || row < 1 || row > MAX_ROW) throw new XmlError('a row is outside of every sheet');
  return row;
}
