import { sheetsOf } from '../../domain/workbook/workbook-layout.js';
import type { WorkbookDescription } from './workbook-description.js';

/** One file of a job, as it will be when the job has all its games. */
export interface PlannedFile {
  /** From 1, and how many files there are. */
  part: number;
  parts: number;
  /** Number of its first game, from 1. */
  firstGame: number;
  /** Games of each of its sheets; text counts as one. */
  sheets: number[];
}

/** Files in order: every sheet full but the last. Text is one file. */
export function planFiles({ spec: { quantity }, format, layout, sheetGames }: WorkbookDescription): PlannedFile[] {
  if (format !== 'XLSX') return [{ part: 1, parts: 1, firstGame: 1, sheets: [quantity] }];
  const sheets = Array.from({ length: sheetsOf(quantity, sheetGames) }, (_, i) => Math.min(sheetGames, quantity - i * sheetGames));
  if (layout === 'SHEETS') return [{ part: 1, parts: 1, firstGame: 1, sheets }];
  return sheets.map((games, i) => ({ part: i + 1, parts: sheets.length, firstGame: 1 + i * sheetGames, sheets: [games] }));
}

/** Games a file has room for. */
export function gamesOf({ sheets }: PlannedFile): number {
  return sheets.reduce((sum, games) => sum + games, 0);
}
