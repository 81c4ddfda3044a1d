import type { Extra, Lottery } from '../../../domain/lotteries/lottery.js';
import { numberColumns, plainNames } from '../../../shared/tables/header-names.js';
import type { Row, Table } from '../../../shared/tables/table.js';

/** The columns of a table of games, from 0. */
export interface GameColumns {
  /** Texts of the header. */
  header: string[];
  numbers: number[];
  extras: number[];
  /** Whether the numbers are digits of the columns of the ticket: Coluna 1, … */
  areDigits: boolean;
}

/** A column of whole games: "4 5 30 33 41 52". */
const GAME = /^(?:dezenas|numeros|numbers|bolas)$/;
const EXTRAS: Record<Extra['id'], RegExp> = {
  month: /^(?:mes|month)(?:da?sorte)?\d?$/,
  club: /^(?:time|clube?)(?:(?:do)?coracao)?\d?$/,
  clover: /^(?:trevo|clover)\d?$/,
  bonus: /^(?:bonus(?:number)?|bonusball|numeroextra|extra|powerball|megaball|luckystar|estrela|euronumber)\d?$/,
};

/**
 * Undefined when the cells are no header of games. In a sheet, names such as 1ª Dezena are no header of games: the workbooks of Dezenas have
 * them over the cells for the drawn numbers.
 */
export function findGameColumns(
  { format }: Pick<Table, 'format'>,
  cells: Row['cells'],
  lottery: Lottery | undefined,
): GameColumns | undefined {
  const names = plainNames(cells);
  const positions = numberColumns(names, format === 'CSV');
  const numbers = positions.length > 0 ? positions : names.flatMap((name, column) => (GAME.test(name) ? [column] : []));
  if (numbers.length === 0) return undefined;
  const pattern = lottery?.extra && EXTRAS[lottery.extra.id];
  return {
    header: Array.from(cells, (cell) => cell ?? ''),
    numbers,
    extras: pattern ? names.flatMap((name, column) => (pattern.test(name) ? [column] : [])) : [],
    areDigits: lottery?.columnSize !== undefined && numbers.every((column) => names[column].startsWith('col')),
  };
}
