import type { StatisticsTables } from '../games/game-statistics.js';
import type { JobTotals } from '../plan/workbook-description.js';

/** What is known about a file after its last game. */
export interface FileTotals {
  /** Number of games on each sheet of the file. */
  games: number[];
  statistics: StatisticsTables;
  /** Totals of the whole job; only the last file of a job has them. */
  job: JobTotals | undefined;
}
