/** Where games go that do not fit one sheet; the proto has the same names. */
export const WORKBOOK_LAYOUTS = ['WORKBOOKS', 'SHEETS'] as const;
export type WorkbookLayout = (typeof WORKBOOK_LAYOUTS)[number];

/** Games of a sheet; a spreadsheet has 1,048,576 rows. */
export const MIN_SHEET_GAMES = 1_000;
export const MAX_SHEET_GAMES = 1_000_000;
/** Sheets of a job; a formula that names each of them must not be longer than 8,192 characters. */
export const MAX_SHEETS = 100;

/** Games sorted together, or encoded together. */
export const MIN_BUFFER_GAMES = 100;
export const MAX_BUFFER_GAMES = 100_000;

/** Sheets that so many games need. */
export function sheetsOf(games: number, sheetGames: number): number {
  return Math.max(1, Math.ceil(games / sheetGames));
}
