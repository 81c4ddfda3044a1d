/** Every sentence that the `dezenas jobs` commands print, in English and Portuguese. */

import type { Locale } from '../../../shared/locale.js';
import type { Job } from '../../library/client.js';
import { formatCount } from './format-count.js';

const en = {
  states: {
    JOB_STATE_QUEUED: 'queued',
    JOB_STATE_RUNNING: 'running',
    JOB_STATE_WRITING: 'writing',
    JOB_STATE_COMPLETED: 'completed',
    JOB_STATE_FAILED: 'failed',
    JOB_STATE_CANCELLED: 'cancelled',
    JOB_STATE_EXPIRED: 'expired',
  },
  labels: {
    job: 'Job',
    state: 'State',
    lottery: 'Lottery',
    progress: 'Games',
    created: 'Created',
    started: 'Started',
    ended: 'Ended',
    expires: 'Files until',
    attempts: 'Attempts',
    requestId: 'Request id',
    priority: 'Priority',
  },
  failure: 'Failure',
  progress: (games: string, total: string) => `${games} of ${total}`,
  columns: ['job', 'state', 'lottery', 'games', 'of', 'priority', 'created'],
  noJobs: 'no jobs',
  nextPage: (token: string) => `more jobs match; show the next page with: --page-token ${token}`,
  deleted: (id: string) => `job ${id} deleted`,
  saved: (name: string, size: string, digest: string) => `${name} (${size}), SHA-256 ${digest}`,
  alreadyThere: (name: string, size: string, digest: string) => `${name} (${size}) exists already, SHA-256 ${digest}`,
  noFile: (state: string) => `the job has no file: ${state}`,
  notAllFiles: (finished: string, all: string) =>
    `the job has finished ${finished} of ${formatCount(all, 'file', 'files')}: wait for the job (dezenas jobs watch), or choose a finished file (--part)`,
  noSuchPart: (part: string) => `the job has no finished file ${part}`,
  /** The notices of the job are in another language than the output. */
  otherNotices: (locale: string) => `the job has notices in the language of its workbook; --locale ${locale} shows them`,
  /** A command that only reads or changes a job was interrupted. */
  interrupted: 'interrupted',
  watchInterrupted: 'interrupted: the job keeps running',
  downloadInterrupted: 'interrupted: the bytes received so far are stored; run the same command to resume the download',
};

export type JobTexts = typeof en;

const ptBR: JobTexts = {
  states: {
    JOB_STATE_QUEUED: 'na fila',
    JOB_STATE_RUNNING: 'gerando',
    JOB_STATE_WRITING: 'gravando',
    JOB_STATE_COMPLETED: 'concluído',
    JOB_STATE_FAILED: 'falhou',
    JOB_STATE_CANCELLED: 'cancelado',
    JOB_STATE_EXPIRED: 'expirado',
  },
  labels: {
    job: 'Trabalho',
    state: 'Situação',
    lottery: 'Loteria',
    progress: 'Jogos',
    created: 'Criado em',
    started: 'Iniciado em',
    ended: 'Terminado em',
    expires: 'Arquivos disponíveis até',
    attempts: 'Tentativas',
    requestId: 'Id do pedido',
    priority: 'Prioridade',
  },
  failure: 'Falha',
  progress: (games, total) => `${games} de ${total}`,
  columns: ['trabalho', 'situação', 'loteria', 'jogos', 'de', 'prioridade', 'criado em'],
  noJobs: 'nenhum trabalho',
  nextPage: (token) => `há mais trabalhos; veja a próxima página com: --page-token ${token}`,
  deleted: (id) => `trabalho ${id} apagado`,
  saved: (name, size, digest) => `${name} (${size}), SHA-256 ${digest}`,
  alreadyThere: (name, size, digest) => `${name} (${size}) já existe, SHA-256 ${digest}`,
  noFile: (state) => `o trabalho não tem arquivo: ${state}`,
  notAllFiles: (finished, all) =>
    `o trabalho concluiu ${finished} de ${formatCount(all, 'arquivo', 'arquivos')}: aguarde o fim (dezenas jobs watch) ou escolha um arquivo pronto (--part)`,
  noSuchPart: (part) => `o trabalho não tem um arquivo ${part} pronto`,
  otherNotices: (locale) => `o trabalho tem avisos no idioma da planilha; --locale ${locale} os mostra`,
  interrupted: 'interrompido',
  watchInterrupted: 'interrompido: o trabalho continua em execução',
  downloadInterrupted: 'interrompido: a parte já baixada está guardada; execute o mesmo comando para continuar',
};

export const JOB_TEXTS: Record<Locale, JobTexts> = { en, 'pt-BR': ptBR };

/** The name of a job's state; a state that this version does not know keeps its name of the API. */
export function describeState(state: Job['state'], { states }: Pick<JobTexts, 'states'>): string {
  const names: Partial<Record<Job['state'], string>> = states;
  return names[state] ?? state;
}
