import { sheetsOf } from '../../domain/workbook/workbook-layout.js';
import type { WorkbookDescription } from './workbook-description.js';

/** A file of a job, as planned for a job that generates its full quantity. */
export interface PlannedFile {
  /** Number of the file within the job, from 1. */
  part: number;
  /** Number of files of the job. */
  parts: number;
  /** Number of the file's first game within the job, from 1. */
  firstGame: number;
  /** Number of games of each sheet. A text file counts as one sheet. */
  sheets: number[];
}

/** Plans the files of a job in order. Every sheet but the last is full; text formats take one file. */
export function planFiles({ spec: { quantity }, format, layout, sheetGames }: WorkbookDescription): PlannedFile[] {
  if (format !== 'XLSX') return [{ part: 1, parts: 1, firstGame: 1, sheets: [quantity] }];
  const sheets = Array.from({ length: sheetsOf(quantity, sheetGames) }, (_, i) => Math.min(sheetGames, quantity - i * sheetGames));
  if (layout === 'SHEETS') return [{ part: 1, parts: 1, firstGame: 1, sheets }];
  return sheets.map((games, i) => ({ part: i + 1, parts: sheets.length, firstGame: 1 + i * sheetGames, sheets: [games] }));
}

/** Number of games planned for a file. */
export function plannedGames({ sheets }: PlannedFile): number {
  return sheets.reduce((sum, games) => sum + games, 0);
}
