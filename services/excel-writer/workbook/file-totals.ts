import type { StatisticsTables } from '../games/game-statistics.js';
import type { JobTotals } from '../plan/workbook-description.js';

/** Totals of a file, complete when the last game of the file has been written. */
export interface FileTotals {
  /** Number of games on each sheet of the file. */
  games: number[];
  statistics: StatisticsTables;
  /** Totals of the whole job; only the last file of a job has them. */
  job: JobTotals | undefined;
}
