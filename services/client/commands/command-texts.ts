/** Every sentence the commands print, in the languages they speak. */

import type { Locale } from '../../shared/games/locale.js';
import type { Job } from '../client.js';

export interface CommandTexts {
  number: (value: number) => string;
  decimal: (value: number, digits: number) => string;
  sizeMissing: string;
  /** Of a job that works, by its state. */
  stages: Partial<Record<Job['state'], string>>;
  saving: string;
  /** {games}, {all}, {speed} and {left} are filled in by the bar. */
  barFormat: string;
  progressLine: (step: { stage: string; games: number; total: number; gamesPerSecond: number; secondsLeft: number }) => string;
  labels: Record<'games' | 'file' | 'fileDigest' | 'gamesDigest' | 'price' | 'seed' | 'history' | 'levels' | 'rejections' | 'note', string>;
  none: string;
  noHistory: string;
  partial: (games: string, quantity: string) => string;
  done: (games: string, seconds: string, gamesPerSecond: string) => string;
  levels: Record<string, string>;
  fairness: string;
  imported: (draws: string, lottery: string, first: string, last: string, version: string) => string;
  warning: string;
  noDraws: (lottery: string) => string;
  /** By the machine-readable reason of a failed job; others keep the server's words. */
  failures: Record<string, (job: Job) => string>;
  interrupted: string;
  lottery: (name: string, drawSize: number, universeSize: number) => string;
  /** Rule, what the measure can be, default, what it measures. */
  ruleColumns: string[];
  off: string;
}

const number = (locale: Locale) => {
  const format = new Intl.NumberFormat(locale);
  return (value: number) => format.format(value);
};

const decimal = (locale: Locale) => (value: number, digits: number) =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

const en: CommandTexts = {
  number: number('en'),
  decimal: decimal('en'),
  sizeMissing: 'say how many games: --quantity GAMES or --budget REAIS',
  stages: {
    JOB_STATE_QUEUED: 'waiting',
    JOB_STATE_RUNNING: 'generating',
    JOB_STATE_WRITING: 'writing',
  },
  saving: 'saving the file',
  barFormat: '{games} of {all} games | {speed} games/s | {left} s left',
  progressLine: ({ stage, games, total, gamesPerSecond, secondsLeft }) =>
    [
      `${stage}: ${en.number(games)} of ${en.number(total)} games`,
      ...(gamesPerSecond > 0 ? [`${en.number(Math.round(gamesPerSecond))} games/s`] : []),
      ...(secondsLeft > 0 ? [`${Math.ceil(secondsLeft)} s left`] : []),
    ].join(', '),
  labels: {
    games: 'Games',
    file: 'File',
    fileDigest: 'SHA-256 of the file',
    gamesDigest: 'SHA-256 of the games',
    price: 'Price',
    seed: 'Seed',
    history: 'Draw history',
    levels: 'Games by level',
    rejections: 'Rejections by rule',
    note: 'Note',
  },
  none: 'none',
  noHistory: 'none: the history rules are off (import the official draws with: dezenas draws import FILE)',
  partial: (games, quantity) => `only ${games} of the ${quantity} games asked for satisfy these rules`,
  done: (games, seconds, gamesPerSecond) => `${games} games in ${seconds} s (${gamesPerSecond} games/s, the whole command)`,
  levels: { LEVEL_STRICT: 'strict', LEVEL_NORMAL: 'normal', LEVEL_RELAXED: 'relaxed', LEVEL_MINIMAL: 'minimal' },
  fairness: 'No method raises the chance of winning: every game is equally likely to be drawn.',
  imported: (draws, lottery, first, last, version) => `${draws} draws of ${lottery}, from ${first} to ${last}, version ${version}`,
  warning: 'Warning',
  noDraws: (lottery) => `No draws of ${lottery} were imported yet; import a file with: dezenas draws import FILE`,
  failures: {},
  interrupted: 'interrupted: the work was cancelled and no file was written',
  lottery: (name, drawSize, universeSize) => `${name}: ${drawSize} numbers of 1 to ${universeSize} are drawn; numbers per bet and price:`,
  ruleColumns: ['rule', 'range', 'default', 'measures'],
  off: 'off',
};

const ptBR: CommandTexts = {
  number: number('pt-BR'),
  decimal: decimal('pt-BR'),
  sizeMissing: 'diga quantos jogos: --quantity JOGOS ou --budget REAIS',
  stages: {
    JOB_STATE_QUEUED: 'na fila',
    JOB_STATE_RUNNING: 'gerando',
    JOB_STATE_WRITING: 'gravando',
  },
  saving: 'salvando o arquivo',
  barFormat: '{games} de {all} jogos | {speed} jogos/s | faltam {left} s',
  progressLine: ({ stage, games, total, gamesPerSecond, secondsLeft }) =>
    [
      `${stage}: ${ptBR.number(games)} de ${ptBR.number(total)} jogos`,
      ...(gamesPerSecond > 0 ? [`${ptBR.number(Math.round(gamesPerSecond))} jogos/s`] : []),
      ...(secondsLeft > 0 ? [`faltam ${Math.ceil(secondsLeft)} s`] : []),
    ].join(', '),
  labels: {
    games: 'Jogos',
    file: 'Arquivo',
    fileDigest: 'SHA-256 do arquivo',
    gamesDigest: 'SHA-256 dos jogos',
    price: 'Preço',
    seed: 'Semente',
    history: 'Histórico de concursos',
    levels: 'Jogos por nível',
    rejections: 'Rejeições por regra',
    note: 'Aviso',
  },
  none: 'nenhuma',
  noHistory: 'nenhum: as regras de histórico estão desligadas (importe os concursos oficiais com: dezenas draws import ARQUIVO)',
  partial: (games, quantity) => `só ${games} dos ${quantity} jogos pedidos satisfazem estas regras`,
  done: (games, seconds, gamesPerSecond) => `${games} jogos em ${seconds} s (${gamesPerSecond} jogos/s, o comando inteiro)`,
  levels: { LEVEL_STRICT: 'estrito', LEVEL_NORMAL: 'normal', LEVEL_RELAXED: 'relaxado', LEVEL_MINIMAL: 'mínimo' },
  fairness: 'Nenhum método aumenta a chance de ganhar: todos os jogos têm a mesma probabilidade de serem sorteados.',
  imported: (draws, lottery, first, last, version) => `${draws} concursos da ${lottery}, de ${first} a ${last}, versão ${version}`,
  warning: 'Atenção',
  noDraws: (lottery) => `Nenhum concurso da ${lottery} foi importado; importe um arquivo com: dezenas draws import ARQUIVO`,
  failures: {
    RULES_EXHAUSTED: (job) =>
      `só ${ptBR.number(Number(job.summary?.games))} jogos satisfazem estas regras: todos os ${ptBR.number(Number(job.summary?.spaceSize))} jogos possíveis foram examinados`,
    RULES_GAVE_UP: (job) =>
      `parou depois de ${ptBR.number(Number(job.summary?.games))} de ${ptBR.number(Number(job.spec?.quantity))} jogos: 750.000 candidatos seguidos violaram as regras`,
    EXCEL_WRITER_UNAVAILABLE: () => 'o excel-writer não responde ou caiu',
    GENERATOR_UNAVAILABLE: () => 'nenhum gerador responde',
    PROCESSING_TIMEOUT: () => 'o trabalho passou do tempo máximo',
    INTERNAL: () => 'erro interno; o registro do serviço traz a causa',
  },
  interrupted: 'interrompido: o trabalho foi cancelado e nenhum arquivo foi gravado',
  lottery: (name, drawSize, universeSize) =>
    `${name}: ${drawSize} dezenas de 1 a ${universeSize} são sorteadas; dezenas por aposta e preço:`,
  ruleColumns: ['regra', 'faixa', 'padrão', 'mede'],
  off: 'não',
};

export const COMMAND_TEXTS: Record<Locale, CommandTexts> = { en, 'pt-BR': ptBR };
