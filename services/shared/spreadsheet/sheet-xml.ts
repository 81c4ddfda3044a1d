/**
 * The parts of an .xlsx file that hold cells, parsed piece by piece. The official files write elements with a namespace prefix
 * (`x:row`), which common readers do not find; names are matched here without it. Formulas, styles and everything else are left alone; the
 * parser knows no external entities.
 */

import { SaxesParser, type SaxesTagNS } from 'saxes';

const MAX_CELL_LENGTH = 4_096;

export const WORKSHEET = /^xl\/worksheets\/[^/]+\.xml$/;
export const SHARED_STRINGS = 'xl/sharedStrings.xml';

/** A row with cells; the number is what a person sees, from 1. Texts of cells from the first column on. */
export interface SheetRow {
  number: number;
  cells: string[];
}

/** Takes a part in pieces. */
export interface XmlFeed {
  /** @throws Error when the XML is damaged. */
  push(piece: Uint8Array): void;
  /** @throws Error when the XML is damaged or cut off. */
  end(): void;
}

/** @param found is told each shared string, in order. */
export function sharedStringsFeed(found: (text: string) => void): XmlFeed {
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
      if (local === 'si') found(text);
      inText = false;
    },
  });
}

/** @param found is told each row that is not empty; what it throws ends the feed. */
export function sheetFeed(strings: readonly string[], maxColumns: number, found: (row: SheetRow) => void): XmlFeed {
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
        found({ number: rowNumber, cells });
      }
    },
  });
}

/** A sheet wider than its reader takes. */
export class TooManyColumns extends Error {}

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
