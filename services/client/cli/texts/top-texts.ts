/** Every sentence that `dezenas top` prints, in English and Portuguese. */

import type { Locale } from '../../../shared/locale.js';
import { JOB_TEXTS } from './job-texts.js';

const en = {
  states: JOB_TEXTS.en.states,
  noJobs: JOB_TEXTS.en.noJobs,
  columns: ['JOB', 'STATE', 'LOTTERY', 'PROGRESS', 'GAMES', 'GAMES/S', 'ROWS', 'LEFT'],
  totals: (running: string, queued: string, gamesPerSecond: string, rowsPerSecond: string) =>
    `${running} running, ${queued} queued, ${gamesPerSecond} games/s, ${rowsPerSecond} rows/s`,
  more: (jobs: string) => `and ${jobs} more`,
  /** The server stores more jobs than the table read. */
  truncated: 'the server stores too many jobs to read them all: this table shows the newest',
  /** The server does not answer; `reason` is the cause. */
  waiting: (address: string, reason: string) => `${address} does not answer (${reason}); trying again`,
  quit: 'Ctrl-C quits',
};

export type TopTexts = typeof en;

const ptBR: TopTexts = {
  states: JOB_TEXTS['pt-BR'].states,
  noJobs: JOB_TEXTS['pt-BR'].noJobs,
  columns: ['TRABALHO', 'SITUAÇÃO', 'LOTERIA', 'PROGRESSO', 'JOGOS', 'JOGOS/S', 'LINHAS', 'FALTA'],
  totals: (running, queued, gamesPerSecond, rowsPerSecond) =>
    `${running} em execução, ${queued} na fila, ${gamesPerSecond} jogos/s, ${rowsPerSecond} linhas/s`,
  more: (jobs) => `e mais ${jobs}`,
  truncated: 'há trabalhos demais no servidor: a lista mostra só os mais recentes',
  waiting: (address, reason) => `${address} não responde (${reason}); tentando de novo`,
  quit: 'Ctrl-C encerra',
};

export const TOP_TEXTS: Record<Locale, TopTexts> = { en, 'pt-BR': ptBR };
