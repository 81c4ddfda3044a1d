/** What `dezenas top` says, in the languages it speaks. */

import type { Locale } from '../../../shared/locale.js';
import { JOB_TEXTS, type JobTexts } from './job-texts.js';

export interface TopTexts extends Pick<JobTexts, 'states' | 'noJobs'> {
  /** Job, state, lottery, progress, games, games a second, rows, time left. */
  columns: string[];
  totals: (running: string, waiting: string, gamesPerSecond: string, rowsPerSecond: string) => string;
  more: (jobs: string) => string;
  /** There are so many jobs that the oldest were not looked at. */
  cut: string;
  /** The server does not answer; `reason` in its words. */
  waiting: (address: string, reason: string) => string;
  quit: string;
}

export const TOP_TEXTS: Record<Locale, TopTexts> = {
  en: {
    ...JOB_TEXTS.en,
    columns: ['JOB', 'STATE', 'LOTTERY', 'PROGRESS', 'GAMES', 'GAMES/S', 'ROWS', 'LEFT'],
    totals: (running, waiting, gamesPerSecond, rowsPerSecond) =>
      `${running} at work, ${waiting} queued, ${gamesPerSecond} games/s, ${rowsPerSecond} rows/s`,
    more: (jobs) => `and ${jobs} more`,
    cut: 'so many jobs are kept that only the newest were looked at',
    waiting: (address, reason) => `${address} does not answer (${reason}); trying again`,
    quit: 'Ctrl-C quits',
  },
  'pt-BR': {
    ...JOB_TEXTS['pt-BR'],
    columns: ['TRABALHO', 'SITUAÇÃO', 'LOTERIA', 'PROGRESSO', 'JOGOS', 'JOGOS/S', 'LINHAS', 'FALTA'],
    totals: (running, waiting, gamesPerSecond, rowsPerSecond) =>
      `${running} em execução, ${waiting} na fila, ${gamesPerSecond} jogos/s, ${rowsPerSecond} linhas/s`,
    more: (jobs) => `e mais ${jobs}`,
    cut: 'há tantos trabalhos guardados que só os mais novos foram vistos',
    waiting: (address, reason) => `${address} não responde (${reason}); tentando de novo`,
    quit: 'Ctrl-C encerra',
  },
};
