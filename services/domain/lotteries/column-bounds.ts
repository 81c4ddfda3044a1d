import type { TicketColumns } from '../../core/program.js';
import type { Lottery } from './lottery.js';

/**
 * Returns how many numbers a game has in each column, as evenly as `picks` allows. Super Sete sells games of 8 to 14 numbers with one or two
 * numbers per column, and of 15 to 21 numbers with two or three. Undefined for tickets without columns.
 */
export function columnBoundsOf({ columnSize, drawSize }: Lottery, picks: number): TicketColumns | undefined {
  if (columnSize === undefined) return undefined;
  return { size: columnSize, least: Math.floor(picks / drawSize), most: Math.ceil(picks / drawSize) };
}
