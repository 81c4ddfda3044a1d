/** How a game's row looks on the games sheet; read off the template, so that exceljs alone decides the styles. */
export interface RowLayout {
  /** Numbers of a game, what goes with them included; columns are: game number, the numbers, score, level, hits. */
  picks: number;
  /** What the ticket calls the first so many numbers of a game, by number from 0; empty: themselves. */
  labels: number[];
  labelled: number;
  /** Style id of each column, in order. */
  styles: number[];
  /** Shared string of each level, STRICT first. */
  levelStrings: number[];
  /** Hits formula of the first row, as XML text. */
  formula: string;
  /** Range the formula is shared over, such as J2:J1000001. */
  formulaRange: string;
  /** Numbers that were drawn, for the hits known beforehand: of several draws the best counts. Empty: nothing is drawn yet, all hits are 0. */
  drawn: number[][];
}

/** First row with a game; row 1 is the header. */
export const FIRST_ROW = 2;

/** Last row of so many games; a sheet without any ends with its header. */
export function lastRow(games: number): number {
  return FIRST_ROW + games - 1;
}

/** A, …, Z, AA, …: the letters of a column from 0. */
export function columnLetters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : columnLetters(Math.floor(column / 26) - 1) + columnLetters(column % 26);
}

/** Highest number of any lottery. */
export const MAX_NUMBER = 128;
