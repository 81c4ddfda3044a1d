import type { TicketColumns } from '../../core/program.js';
import type { Lottery } from './lottery.js';

/**
 * How many numbers of each column a game has, as evenly as `picks` allow: Super Sete sells 8 to 14 numbers with one or two in each
 * column, 15 to 21 with two or three. Undefined for tickets without columns.
 */
export function columnBoundsOf({ columnSize, drawSize }: Lottery, picks: number): TicketColumns | undefined {
  if (columnSize === undefined) return undefined;
  return { size: columnSize, least: Math.floor(picks / drawSize), most: Math.ceil(picks / drawSize) };
}
