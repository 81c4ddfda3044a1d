/** Every sentence of the `dezenas jobs` commands, in the languages they speak. */

import type { Locale } from '../../../shared/locale.js';
import type { Job } from '../../library/client.js';
import { counted } from './counted.js';

type Label = 'job' | 'state' | 'lottery' | 'progress' | 'created' | 'started' | 'ended' | 'expires' | 'attempts' | 'requestId' | 'priority';

export interface JobTexts {
  /** The same words wherever a state is shown. */
  states: Partial<Record<Job['state'], string>>;
  labels: Record<Label, string>;
  failure: string;
  progress: (games: string, total: string) => string;
  columns: string[];
  noJobs: string;
  nextPage: (token: string) => string;
  deleted: (id: string) => string;
  /** Of a file. */
  saved: (name: string, size: string, digest: string) => string;
  alreadyThere: (name: string, size: string, digest: string) => string;
  noFile: (state: string) => string;
  notAllFiles: (there: string, all: string) => string;
  noSuchPart: (part: string) => string;
  /** Of notices in another language than these words. */
  otherNotices: (locale: string) => string;
  /** A command that only asks was interrupted. */
  interrupted: string;
  watchInterrupted: string;
  downloadInterrupted: string;
}

const en: JobTexts = {
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
  progress: (games, total) => `${games} of ${total}`,
  columns: ['job', 'state', 'lottery', 'games', 'of', 'priority', 'created'],
  noJobs: 'no jobs',
  nextPage: (token) => `there are more: --page-token ${token}`,
  deleted: (id) => `job ${id} deleted`,
  saved: (name, size, digest) => `${name} (${size}), SHA-256 ${digest}`,
  alreadyThere: (name, size, digest) => `${name} (${size}) was there already, SHA-256 ${digest}`,
  noFile: (state) => `the job has no file: ${state}`,
  notAllFiles: (there, all) =>
    `the job has finished ${there} of ${counted(all, 'file', 'files')}: wait for it (dezenas jobs watch), or name one (--part)`,
  noSuchPart: (part) => `the job has no finished file ${part}`,
  otherNotices: (locale) => `there are notices in the language of the workbook: --locale ${locale} shows them`,
  interrupted: 'interrupted',
  watchInterrupted: 'interrupted: the job goes on',
  downloadInterrupted: 'interrupted: what arrived is kept, and the same command goes on from there',
};

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
    expires: 'Arquivos até',
    attempts: 'Tentativas',
    requestId: 'Id do pedido',
    priority: 'Prioridade',
  },
  failure: 'Falha',
  progress: (games, total) => `${games} de ${total}`,
  columns: ['trabalho', 'situação', 'loteria', 'jogos', 'de', 'prioridade', 'criado em'],
  noJobs: 'nenhum trabalho',
  nextPage: (token) => `há mais: --page-token ${token}`,
  deleted: (id) => `trabalho ${id} apagado`,
  saved: (name, size, digest) => `${name} (${size}), SHA-256 ${digest}`,
  alreadyThere: (name, size, digest) => `${name} (${size}) já estava aqui, SHA-256 ${digest}`,
  noFile: (state) => `o trabalho não tem arquivo: ${state}`,
  notAllFiles: (there, all) =>
    `o trabalho concluiu ${there} de ${counted(all, 'arquivo', 'arquivos')}: espere por ele (dezenas jobs watch) ou diga qual (--part)`,
  noSuchPart: (part) => `o trabalho não tem um arquivo ${part} terminado`,
  otherNotices: (locale) => `há avisos no idioma da planilha: --locale ${locale} os mostra`,
  interrupted: 'interrompido',
  watchInterrupted: 'interrompido: o trabalho continua',
  downloadInterrupted: 'interrompido: o que chegou foi guardado, e o mesmo comando continua dali',
};

export const JOB_TEXTS: Record<Locale, JobTexts> = { en, 'pt-BR': ptBR };
