/** Every sentence that the commands print, in English and Portuguese. */

import { findLottery } from '../../../domain/lotteries/catalogue.js';
import type { Locale } from '../../../shared/locale.js';
import { formatCount } from './format-count.js';

/** @param noPrice replaces the price of a custom lottery, which has none. */
function createFormats(locale: Locale, noPrice: string) {
  const integers = new Intl.NumberFormat(locale);
  const decimal = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  return {
    number: (value: number) => integers.format(value),
    decimal,
    /** The size of a file. */
    size: (bytes: number) => (bytes < 1e5 ? `${decimal(bytes / 1e3, 1)} kB` : `${decimal(bytes / 1e6, 1)} MB`),
    /** Hundredths of the lottery's currency, with the sign of that currency. */
    money: (centavos: number, lottery: string) => {
      const currency = findLottery(lottery)?.currency;
      return currency ? `${currency === 'BRL' ? 'R$' : currency} ${decimal(centavos / 100, 2)}` : noPrice;
    },
  };
}

interface ProgressStep {
  stage: string;
  games: number;
  total: number;
  gamesPerSecond: number;
  secondsLeft: number;
}

const enFormats = createFormats('en', 'none');
const countEnGames = (games: number) => formatCount(enFormats.number(games), 'game', 'games');

const en = {
  ...enFormats,
  /** A day in ISO 8601, as people write a date. */
  date: (day: string) => day,
  sizeMissing: 'the number of games is missing: use --quantity GAMES or --budget REAIS',
  games: countEnGames,
  saving: 'saving the file',
  /** The progress bar fills in {games}, {all}, {speed} and {left}. */
  barFormat: '{games} of {all} | {speed} games/s | {left} s left',
  progressLine: ({ stage, games, total, gamesPerSecond, secondsLeft }: ProgressStep) =>
    [
      `${stage}: ${enFormats.number(games)} of ${countEnGames(total)}`,
      ...(gamesPerSecond > 0 ? [`${enFormats.number(Math.round(gamesPerSecond))} games/s`] : []),
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
  partial: (games: string, quantity: string) =>
    `only ${games} of the ${formatCount(quantity, 'requested game', 'requested games')} ${games === '1' ? 'satisfies' : 'satisfy'} these rules`,
  done: (games: string, seconds: string, gamesPerSecond: string) =>
    `${formatCount(games, 'game', 'games')} in ${seconds} s (${gamesPerSecond} games/s, the whole command)`,
  levels: { LEVEL_STRICT: 'strict', LEVEL_NORMAL: 'normal', LEVEL_RELAXED: 'relaxed', LEVEL_MINIMAL: 'minimal' },
  fairness: 'No method raises the chance of winning: every game is equally likely to be drawn.',
  imported: (draws: string, lottery: string, first: string, last: string, version: string) =>
    `${formatCount(draws, 'draw', 'draws')} of ${lottery}, from ${first} to ${last}, version ${version}`,
  /** What an import read and left out. */
  imports: {
    file: (format: string) => `Read as ${format}`,
    draws: (added: string, changed: string, unchanged: string, leftOut: string) =>
      `Draws in the file: ${added} new, ${changed} changed, ${unchanged} unchanged, ${leftOut} left out`,
    winners: (draws: string, only: boolean) =>
      `Winners and revenue of ${formatCount(draws, 'draw', 'draws')} read${only ? '; the file has no drawn numbers' : ''}`,
    unusedColumns: (names: string) => `Columns not used: ${names}`,
  },
  /** The character set of a file of games that is not UTF-8. */
  readAs: (encoding: string) => `read as ${encoding}`,
  skippedSheets: (names: string) => `sheets not read, because their header is not that of the first sheet of games: ${names}`,
  warning: 'Warning',
  /** The progress of `dezenas draws sync`: draws fetched so far, and draws that were missing. */
  syncing: (lottery: string, fetched: string, total: string) => `${lottery}: fetched ${fetched} of ${formatCount(total, 'draw', 'draws')}`,
  syncInterrupted: 'interrupted: the fetched draws are stored; run the same command to fetch the others',
  noDraws: (lottery: string) => `No draws of ${lottery} were imported yet; import a file with: dezenas draws import FILE`,
  interrupted: 'interrupted: the work was cancelled and no file was written',
  lottery: (name: string, drawSize: number, universeSize: number) =>
    `${name}: ${drawSize} numbers from 1 to ${universeSize} are drawn; numbers per bet and price:`,
  /** What a game has besides its numbers, and what is drawn. */
  extra: (title: string, drawn: number, universeSize: number, min: number, max: number) =>
    `with ${title}: ${drawn} of ${universeSize} drawn, ${min === max ? min : `${min} to ${max}`} per game`,
  tiers: 'prizes',
  /** The name of a prize tier. */
  tier: (name: string) => name,
  weight: 'weight',
  /** Why a score term is not available; `reason` is the server's English text. */
  unavailable: (_term: string, reason: string) => reason,
  estimates: {
    space: 'Possible games',
    judged: 'Judged',
    all: (games: string) => `all ${games}`,
    sample: (games: string) => `a sample of ${games}`,
    accepted: 'Satisfy all rules',
    valid: 'Valid games',
    feasible: 'Feasible',
    feasibility: {
      FEASIBILITY_YES: 'yes',
      FEASIBILITY_NO: 'no',
      FEASIBILITY_RELAXED: 'on a later level only',
      FEASIBILITY_UNKNOWN: 'uncertain',
    },
    /** The server's English explanation, which follows the verdict. */
    explain: (text: string) => `: ${text}`,
    price: 'Price',
    time: 'Time',
    file: 'File',
    ruleColumns: ['rule', 'rejects', 'share'],
    /** An upper limit that a rule about earlier games sets. */
    bound: (rule: string, max: number, window: string, games: string) =>
      `${rule} at most ${max}: of any ${window} consecutive games, at most ${games} can satisfy the rule`,
  },
  validations: {
    summary: (games: string, valid: string, invalid: string) =>
      `${formatCount(games, 'game', 'games')}: ${valid} valid, ${invalid} invalid`,
    ruleColumns: ['rule', 'games that break it'],
    game: (index: string) => `game ${index}`,
    notIn: 'not in ',
  },
  checks: {
    sourceMissing: 'the games are missing, or given twice: use either a FILE or --job ID',
    summary: (games: string, draws: string) =>
      `${formatCount(games, 'game', 'games')} checked against ${formatCount(draws, 'draw', 'draws')}`,
    tierColumns: ['tier', 'games', 'prizes'],
    undecided: 'unknown: the result lacks a number that decides the tier',
    /** The games lack what decides a tier; `known` is the number of games that are known to win the tier. */
    gamesDoNotSay: (games: string, known: string) =>
      `unknown: the games do not say (${formatCount(games, 'game', 'games')} without extras${known === '0' ? '' : `; of the others, ${known} win`})`,
    draw: (number: string, date: string) => `Draw ${number} (${date})`,
    result: 'Result',
    game: (index: string) => `game ${index}`,
    hits: (hits: number, extra: number) => formatCount(String(hits), 'hit', 'hits') + (extra > 0 ? ` + ${extra}` : ''),
  },
  popularity: {
    fitted: (draws: string, hits: number, version: string) =>
      `Popularity fitted to the winners with ${hits} hits in ${draws} draws, version ${version}`,
    quality: (r2: string, least: string, most: string, forward: string) =>
      `R² ${r2} (cross-validated); winners of the least and most popular tenth: ${least} and ${most} of the mean; forward correlation ${forward}`,
    most: (list: string) => `Most popular: ${list}`,
    least: (list: string) => `Least popular: ${list}`,
    meaning: 'Popularity changes how many people would share a prize, never the chance of winning.',
  },
  statistics: {
    draws: (draws: string) => formatCount(draws, 'draw', 'draws'),
    numberColumns: ['number', 'times', 'expected', 'delay'],
    pairColumns: ['pair', 'times'],
    oddColumns: ['odd', 'draws', 'expected'],
    sums: (min: string, max: string, mean: string, deviation: string) =>
      `Sums ${min} to ${max}, mean ${mean}, standard deviation ${deviation}`,
  },
  /** The rule, the range of its measure, its default, and what it measures. */
  ruleColumns: ['rule', 'range', 'default', 'measures'],
  off: 'off',
  tokens: {
    token: 'The token, which is shown only once. Give it to the caller:',
    entry: 'The entry for the list in AUTH_TOKENS_FILE, which holds only the hash of the token:',
  },
};

export type CommandTexts = typeof en;

/** Tiers whose name is not a number or a Portuguese word. */
const TIER_NAMES: Record<string, string> = { club: 'time do coração', month: 'mês da sorte', '5 + bonus': '5 + bônus' };

/** Lotteries with a masculine name: "do Dia de Sorte". */
const MASCULINE = ['dia-de-sorte', 'super-sete'];

/** The name of a lottery after "de", with its article; foreign names take none. */
function ofLottery(id: string): string {
  const lottery = findLottery(id);
  if (!lottery) return `de ${id}`;
  if (lottery.currency !== 'BRL') return `de ${lottery.name}`;
  return `${MASCULINE.includes(id) ? 'do' : 'da'} ${lottery.name}`;
}

const ptFormats = createFormats('pt-BR', 'nenhum');
const countPtGames = (games: number) => formatCount(ptFormats.number(games), 'jogo', 'jogos');

/** The compiler checks this table against the English one: every text, and the parameters of every function. */
const ptBR: CommandTexts = {
  ...ptFormats,
  date: (day) => day.split('-').toReversed().join('/'),
  sizeMissing: 'informe quantos jogos: --quantity JOGOS ou --budget REAIS',
  games: countPtGames,
  saving: 'salvando o arquivo',
  barFormat: '{games} de {all} | {speed} jogos/s | faltam {left} s',
  progressLine: ({ stage, games, total, gamesPerSecond, secondsLeft }) =>
    [
      `${stage}: ${ptFormats.number(games)} de ${countPtGames(total)}`,
      ...(gamesPerSecond > 0 ? [`${ptFormats.number(Math.round(gamesPerSecond))} jogos/s`] : []),
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
  partial: (games, quantity) =>
    `só ${games} de ${formatCount(quantity, 'jogo pedido', 'jogos pedidos')} ${games === '1' ? 'satisfaz' : 'satisfazem'} estas regras`,
  done: (games, seconds, gamesPerSecond) =>
    `${formatCount(games, 'jogo', 'jogos')} em ${seconds} s (${gamesPerSecond} jogos/s, o comando completo)`,
  levels: { LEVEL_STRICT: 'estrito', LEVEL_NORMAL: 'normal', LEVEL_RELAXED: 'relaxado', LEVEL_MINIMAL: 'mínimo' },
  fairness: 'Nenhum método aumenta a chance de ganhar: todos os jogos têm a mesma probabilidade de ser sorteados.',
  imported: (draws, lottery, first, last, version) =>
    `${formatCount(draws, 'concurso', 'concursos')} ${ofLottery(lottery)}, de ${first} a ${last}, versão ${version}`,
  imports: {
    file: (format) => `Lido como ${format}`,
    draws: (added, changed, unchanged, leftOut) =>
      `Concursos no arquivo: ${added} novos, ${changed} alterados, ${unchanged} sem alteração, ${leftOut} deixados de fora`,
    winners: (draws, only) =>
      `Ganhadores e arrecadação de ${formatCount(draws, 'concurso', 'concursos')} lidos${only ? '; o arquivo não tem as dezenas sorteadas' : ''}`,
    unusedColumns: (names) => `Colunas não usadas: ${names}`,
  },
  readAs: (encoding) => `lido como ${encoding}`,
  skippedSheets: (names) => `planilhas não lidas, porque seu cabeçalho não é o da primeira planilha de jogos: ${names}`,
  warning: 'Atenção',
  syncing: (lottery, fetched, total) => `${lottery}: ${fetched} de ${formatCount(total, 'concurso baixado', 'concursos baixados')}`,
  syncInterrupted: 'interrompido: os concursos já baixados estão guardados; execute de novo para continuar',
  noDraws: (lottery) => `Nenhum concurso ${ofLottery(lottery)} foi importado; importe um arquivo com: dezenas draws import ARQUIVO`,
  interrupted: 'interrompido: o trabalho foi cancelado e nenhum arquivo foi gravado',
  lottery: (name, drawSize, universeSize) =>
    `${name}: ${drawSize} dezenas de 1 a ${universeSize} são sorteadas; dezenas por aposta e preço:`,
  extra: (title, drawn, universeSize, min, max) =>
    `com ${title}: sorteio de ${drawn} entre ${universeSize}, ${min === max ? min : `${min} a ${max}`} por jogo`,
  tiers: 'prêmios',
  tier: (name) => TIER_NAMES[name] ?? name,
  weight: 'peso',
  unavailable: (term) =>
    term === 'popularity' ? 'precisa de concursos importados com ganhadores e arrecadação' : 'precisa de concursos importados',
  estimates: {
    space: 'Jogos possíveis',
    judged: 'Examinados',
    all: (games) => `todos os ${games}`,
    sample: (games) => `uma amostra de ${games}`,
    accepted: 'Satisfazem as regras',
    valid: 'Jogos disponíveis',
    feasible: 'Viável',
    feasibility: {
      FEASIBILITY_YES: 'sim',
      FEASIBILITY_NO: 'não: poucos jogos satisfazem as regras obrigatórias',
      FEASIBILITY_RELAXED: 'só em um nível menos rigoroso, em que algumas regras deixam de valer',
      FEASIBILITY_UNKNOWN: 'incerto: talvez não haja jogos suficientes',
    },
    explain: () => '',
    price: 'Preço',
    time: 'Tempo',
    file: 'Arquivo',
    ruleColumns: ['regra', 'rejeita', 'proporção'],
    bound: (rule, max, window, games) =>
      `${rule} no máximo ${max}: de ${window} jogos seguidos, no máximo ${games} podem satisfazer a regra`,
  },
  validations: {
    summary: (games, valid, invalid) =>
      `${formatCount(games, 'jogo', 'jogos')}: ${formatCount(valid, 'válido', 'válidos')}, ${formatCount(invalid, 'inválido', 'inválidos')}`,
    ruleColumns: ['regra', 'jogos que não a cumprem'],
    game: (index) => `jogo ${index}`,
    notIn: 'fora de ',
  },
  checks: {
    sourceMissing: 'informe os jogos: um ARQUIVO ou --job ID, não os dois',
    summary: (games, draws) =>
      `${formatCount(games, 'jogo conferido', 'jogos conferidos')} em ${formatCount(draws, 'sorteio', 'sorteios')}`,
    tierColumns: ['faixa', 'jogos', 'prêmios'],
    undecided: 'desconhecido: falta no resultado um número que decide a faixa',
    gamesDoNotSay: (games, known) =>
      `desconhecido: os jogos não dizem (${formatCount(games, 'jogo', 'jogos')} sem o extra${known === '0' ? '' : `; dos outros, ${known} ganham`})`,
    draw: (number, date) => `Concurso ${number} (${date})`,
    result: 'Resultado',
    game: (index) => `jogo ${index}`,
    hits: (hits, extra) => formatCount(String(hits), 'acerto', 'acertos') + (extra > 0 ? ` + ${extra}` : ''),
  },
  popularity: {
    fitted: (draws, hits, version) => `Popularidade ajustada aos ganhadores com ${hits} acertos em ${draws} concursos, versão ${version}`,
    quality: (r2, least, most, forward) =>
      `R² ${r2} (validação cruzada); ganhadores nos 10 % menos e mais populares: ${least} e ${most} da média; correlação com os concursos seguintes ${forward}`,
    most: (list) => `Mais populares: ${list}`,
    least: (list) => `Menos populares: ${list}`,
    meaning: 'A popularidade só muda o número de pessoas que dividiriam um prêmio, nunca a chance de ganhar.',
  },
  statistics: {
    draws: (draws) => formatCount(draws, 'sorteio', 'sorteios'),
    numberColumns: ['dezena', 'vezes', 'esperado', 'atraso'],
    pairColumns: ['par', 'vezes'],
    oddColumns: ['ímpares', 'sorteios', 'esperado'],
    sums: (min, max, mean, deviation) => `Somas de ${min} a ${max}, média ${mean}, desvio padrão ${deviation}`,
  },
  ruleColumns: ['regra', 'limites', 'padrão', 'o que mede'],
  off: 'desligada',
  tokens: {
    token: 'Token, mostrado só desta vez. Entregue-o ao cliente:',
    entry: 'Entrada para a lista em AUTH_TOKENS_FILE, que guarda só o hash do token:',
  },
};

export const COMMAND_TEXTS: Record<Locale, CommandTexts> = { en, 'pt-BR': ptBR };
