/**
 * Parses the parts of an .xlsx file that hold cells, piece by piece. Caixa's official files write elements with a namespace prefix
 * (`x:row`), which common readers do not find; these parsers ignore the prefix. They skip formulas and styles, and the XML parser does not
 * support external entities.
 */

import { SaxesParser, type SaxesTagNS } from 'saxes';

/** Longer texts of cells are cut off. */
const MAX_CELL_LENGTH = 4_096;

/** A row of a sheet. */
export interface SheetRow {
  /** Number of the row as spreadsheet programs show it, from 1. */
  number: number;
  /** Texts of the cells, from the first column on. */
  cells: string[];
}

/** A parser that takes the bytes of a part in pieces. */
export interface XmlFeed {
  /** @throws Error when the XML is damaged. */
  push(piece: Uint8Array): void;
  /** @throws Error when the XML is damaged or incomplete. */
  end(): void;
}

/** Calls `onText` with each shared string in order. */
export function sharedStringsFeed(onText: (text: string) => void): XmlFeed {
  let text = '';
  let inText = false;
  return feed({
    open: ({ local }) => {
      if (local === 'si') text = '';
      inText = local === 't';
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    close: ({ local }) => {
      if (local === 'si') onText(text);
      inText = false;
    },
  });
}

/**
 * Calls `onRow` with each row that is not empty.
 * @throws TooManyColumns from `push` when a row has more than `maxColumns` columns.
 */
export function sheetFeed(strings: readonly string[], maxColumns: number, onRow: (row: SheetRow) => void): XmlFeed {
  let cells: string[] = [];
  let rowNumber = 0;
  let column = 0;
  let type = '';
  let value = '';
  let inValue = false;
  return feed({
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
        if (column > maxColumns) throw new TooManyColumns();
        while (cells.length < column) cells.push('');
        cells[column - 1] = (type === 's' ? (strings[Number(value)] ?? '') : value).trim();
      } else if (local === 'row' && cells.some((cell) => cell !== '')) {
        onRow({ number: rowNumber, cells });
      }
    },
  });
}

/** The sheet is wider than its reader allows. */
export class TooManyColumns extends Error {}

/** Column of a cell reference, from 1: AB12 is in column 28. A cell without a reference is in the column `next`. */
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

function feed(handlers: XmlHandlers): XmlFeed {
  const parser = new SaxesParser<{ xmlns: true }>({ xmlns: true });
  const decoder = new TextDecoder();
  let damage: Error | undefined;
  parser.on('error', (error) => {
    damage ??= error;
  });
  parser.on('opentag', handlers.open);
  parser.on('text', handlers.text);
  parser.on('closetag', handlers.close);
  const check = () => {
    if (damage) throw damage;
  };
  return {
    push: (piece) => {
      parser.write(decoder.decode(piece, { stream: true }));
      check();
    },
    end: () => {
      parser.close();
      check();
    },
  };
}
