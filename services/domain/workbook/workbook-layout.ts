/** Where games beyond the first full sheet are written, by the proto's names. */
export const WORKBOOK_LAYOUTS = ['WORKBOOKS', 'SHEETS'] as const;
export type WorkbookLayout = (typeof WORKBOOK_LAYOUTS)[number];

/** Range of games per sheet. A spreadsheet has 1,048,576 rows. */
export const MIN_SHEET_GAMES = 1_000;
export const MAX_SHEET_GAMES = 1_000_000;
/** Maximum number of sheets per job: a formula that names every sheet must not exceed 8,192 characters. */
export const MAX_SHEETS = 100;

/** Range of games that are sorted or encoded together. */
export const MIN_BUFFER_GAMES = 100;
export const MAX_BUFFER_GAMES = 100_000;

/** Returns how many sheets the games need. */
export function sheetsOf(games: number, sheetGames: number): number {
  return Math.max(1, Math.ceil(games / sheetGames));
}
