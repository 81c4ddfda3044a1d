/** How a game's row looks on the games sheet. The layout is read from the template, so exceljs alone decides the styles. */
export interface RowLayout {
  /** Numbers of a game, extras included. The columns are: game number, the numbers, score, level, hits. */
  picks: number;
  /** Ticket label of each number, indexed by the number from 0; empty when numbers are shown as they are. */
  labels: number[];
  /** How many numbers at the start of a game are shown by label. The extras after them are shown as they are. */
  labelled: number;
  /** Style id of each column. */
  styles: number[];
  /** Index of each level's name in the shared strings, STRICT first. */
  levelStrings: number[];
  /** Formula of the hits in the first row, as XML text. */
  formula: string;
  /** Range that shares the formula, such as J2:J1000001. */
  formulaRange: string;
  /** Drawn numbers of each draw, from which the formula's stored results are computed: the best draw counts. Empty: all results are 0. */
  drawn: number[][];
}

/** Sheet row of the first game; row 1 is the header. */
export const FIRST_ROW = 2;

/** Sheet row of the last of `games` games; the header row when the sheet has no games. */
export function lastRow(games: number): number {
  return FIRST_ROW + games - 1;
}

/** Letters of a column: 0 is A, 25 is Z, 26 is AA. */
export function columnLetters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : columnLetters(Math.floor(column / 26) - 1) + columnLetters(column % 26);
}

/** Highest number that a lottery may have. */
export const MAX_NUMBER = 128;
