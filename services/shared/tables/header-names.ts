/** The names of columns, which files write in many ways. */

import type { Row } from './table.js';

/** A number of a game or a draw: N1, Bola 1, Dezena 01, Coluna 1. */
const NUMBER = /^(?:n|d|b|bola|dezena|numero|number|ball|coluna|column)0?(\d{1,2})$/;
/** 1ª Dezena. */
const ORDINAL = /^(\d{1,2})a?(?:bola|dezena|numero|coluna)$/;

/** Columns by what the file calls them: a name without accents, case, spaces and signs. */
export function plainNames(header: Row['cells']): string[] {
  return Array.from(header, (cell) => plainName(cell ?? ''));
}

export function plainName(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/**
 * The columns of numbers, in the order of their positions.
 * @param ordinals whether names such as 1ª Dezena count.
 */
export function numberColumns(names: string[], ordinals: boolean): number[] {
  return names
    .flatMap((name, column) => {
      const position = NUMBER.exec(name)?.[1] ?? (ordinals ? ORDINAL.exec(name)?.[1] : undefined);
      return position === undefined ? [] : [{ position: Number(position), column }];
    })
    .toSorted((a, b) => a.position - b.position)
    .map(({ column }) => column);
}

/** Columns whose names have a pattern, with the number that the pattern catches. */
export function matchingColumns(names: string[], pattern: RegExp): [number: number, column: number][] {
  return names.flatMap((name, column) => {
    const found = pattern.exec(name)?.slice(1).find(Boolean);
    return found ? [[Number(found), column] as [number, number]] : [];
  });
}
