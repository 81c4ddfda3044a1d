/** Every sentence the commands print, in the languages they speak. */

import { findLottery } from '../../../domain/lotteries/catalogue.js';
import type { Locale } from '../../../shared/locale.js';
import type { Estimate } from '../../library/client.js';
import { counted } from './counted.js';

export interface CommandTexts {
  number: (value: number) => string;
  decimal: (value: number, digits: number) => string;
  /** Of a day in ISO 8601, as people write it. */
  date: (day: string) => string;
  sizeMissing: string;
  /** Of a file. */
  size: (bytes: number) => string;
  games: (games: number) => string;
  saving: string;
  /** {games}, {all}, {speed} and {left} are filled in by the bar. */
  barFormat: string;
  progressLine: (step: { stage: string; games: number; total: number; gamesPerSecond: number; secondsLeft: number }) => string;
  labels: Record<'games' | 'file' | 'fileDigest' | 'gamesDigest' | 'price' | 'seed' | 'history' | 'levels' | 'rejections' | 'note', string>;
  none: string;
  /** Of a lottery of one's own. */
  noPrice: string;
  noHistory: string;
  partial: (games: string, quantity: string) => string;
  done: (games: string, seconds: string, gamesPerSecond: string) => string;
  levels: Record<string, string>;
  fairness: string;
  imported: (draws: string, lottery: string, first: string, last: string, version: string) => string;
  warning: string;
  /** Draws of a lottery fetched so far, of all to fetch. */
  syncing: (lottery: string, fetched: string, total: string) => string;
  syncInterrupted: string;
  noDraws: (lottery: string) => string;
  interrupted: string;
  lottery: (name: string, drawSize: number, universeSize: number) => string;
  extra: (title: string, drawn: number, universeSize: number, min: number, max: number) => string;
  tiers: string;
  /** Of a lottery's prizes. */
  tier: (name: string) => string;
  weight: string;
  /** Why a term of a score is not to be had; `reason` in the server's words. */
  unavailable: (term: string, reason: string) => string;
  /** Hundredths of a lottery's currency. */
  money: (centavos: number, lottery: string) => string;
  estimates: Record<'space' | 'judged' | 'accepted' | 'valid' | 'feasible' | 'price' | 'time' | 'file', string> & {
    all: (games: string) => string;
    sample: (games: string) => string;
    feasibility: Partial<Record<Estimate['feasibility'], string>>;
    /** What follows the verdict, of the server's words. */
    explain: (text: string) => string;
    ruleColumns: string[];
    bound: (rule: string, max: number, window: string, games: string) => string;
  };
  validations: {
    summary: (games: string, valid: string, invalid: string) => string;
    ruleColumns: string[];
    game: (index: string) => string;
    notIn: string;
  };
  checks: Record<'sourceMissing' | 'undecided' | 'result', string> & {
    summary: (games: string, draws: string) => string;
    tierColumns: string[];
    draw: (number: string, date: string) => string;
    game: (index: string) => string;
    hits: (hits: number, extra: number) => string;
  };
  popularity: {
    fitted: (draws: string, hits: number, version: string) => string;
    quality: (r2: string, least: string, most: string, forward: string) => string;
    most: (list: string) => string;
    least: (list: string) => string;
    meaning: string;
  };
  statistics: {
    draws: (draws: string) => string;
    numberColumns: string[];
    pairColumns: string[];
    oddColumns: string[];
    sums: (min: string, max: string, mean: string, deviation: string) => string;
  };
  /** Rule, what the measure can be, default, what it measures. */
  ruleColumns: string[];
  off: string;
  tokens: Record<'token' | 'entry', string>;
}

const number = (locale: Locale) => {
  const format = new Intl.NumberFormat(locale);
  return (value: number) => format.format(value);
};

const decimal = (locale: Locale) => (value: number, digits: number) =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

function size({ decimal: format }: CommandTexts, bytes: number): string {
  return bytes < 1e5 ? `${format(bytes / 1e3, 1)} kB` : `${format(bytes / 1e6, 1)} MB`;
}

/** With the sign of the lottery's currency; a lottery of one's own has no price. */
function money(texts: CommandTexts, centavos: number, lottery: string): string {
  const currency = findLottery(lottery)?.currency;
  if (!currency) return texts.noPrice;
  return `${currency === 'BRL' ? 'R$' : currency} ${texts.decimal(centavos / 100, 2)}`;
}

const en: CommandTexts = {
  number: number('en'),
  decimal: decimal('en'),
  date: (day) => day,
  sizeMissing: 'say how many games: --quantity GAMES or --budget REAIS',
  size: (bytes) => size(en, bytes),
  games: (games) => counted(en.number(games), 'game', 'games'),
  saving: 'saving the file',
  barFormat: '{games} of {all} | {speed} games/s | {left} s left',
  progressLine: ({ stage, games, total, gamesPerSecond, secondsLeft }) =>
    [
      `${stage}: ${en.number(games)} of ${en.games(total)}`,
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
  noPrice: 'none',
  noHistory: 'none: the history rules are off (import the official draws with: dezenas draws import FILE)',
  partial: (games, quantity) =>
    `only ${games} of the ${counted(quantity, 'game', 'games')} asked for ${games === '1' ? 'satisfies' : 'satisfy'} these rules`,
  done: (games, seconds, gamesPerSecond) =>
    `${counted(games, 'game', 'games')} in ${seconds} s (${gamesPerSecond} games/s, the whole command)`,
  levels: { LEVEL_STRICT: 'strict', LEVEL_NORMAL: 'normal', LEVEL_RELAXED: 'relaxed', LEVEL_MINIMAL: 'minimal' },
  fairness: 'No method raises the chance of winning: every game is equally likely to be drawn.',
  imported: (draws, lottery, first, last, version) =>
    `${counted(draws, 'draw', 'draws')} of ${lottery}, from ${first} to ${last}, version ${version}`,
  warning: 'Warning',
  syncing: (lottery, fetched, total) => `${lottery}: fetched ${fetched} of ${counted(total, 'draw', 'draws')}`,
  syncInterrupted: 'interrupted: what was fetched is kept, and running it again goes on from there',
  noDraws: (lottery) => `No draws of ${lottery} were imported yet; import a file with: dezenas draws import FILE`,
  interrupted: 'interrupted: the work was cancelled and no file was written',
  lottery: (name, drawSize, universeSize) => `${name}: ${drawSize} numbers of 1 to ${universeSize} are drawn; numbers per bet and price:`,
  extra: (title, drawn, universeSize, min, max) =>
    `with ${title}: ${drawn} of ${universeSize} drawn, ${min === max ? min : `${min} to ${max}`} a game`,
  tiers: 'prizes',
  tier: (name) => name,
  weight: 'weight',
  unavailable: (_, reason) => reason,
  money: (centavos, lottery) => money(en, centavos, lottery),
  estimates: {
    space: 'Possible games',
    judged: 'Judged',
    all: (games) => `all ${games}`,
    sample: (games) => `a sample of ${games}`,
    accepted: 'Satisfy all rules',
    valid: 'Games to be had',
    feasible: 'Feasible',
    feasibility: {
      FEASIBILITY_YES: 'yes',
      FEASIBILITY_NO: 'no',
      FEASIBILITY_RELAXED: 'on a later level only',
      FEASIBILITY_UNKNOWN: 'uncertain',
    },
    explain: (text) => `: ${text}`,
    price: 'Price',
    time: 'Time',
    file: 'File',
    ruleColumns: ['rule', 'rejects', 'share'],
    bound: (rule, max, window, games) => `${rule} at most ${max}: room for at most ${games} of ${window} games in a row`,
  },
  validations: {
    summary: (games, valid, invalid) => `${counted(games, 'game', 'games')}: ${valid} valid, ${invalid} not`,
    ruleColumns: ['rule', 'games that break it'],
    game: (index) => `game ${index}`,
    notIn: 'not in ',
  },
  checks: {
    sourceMissing: 'say whose games: a FILE or --job ID',
    summary: (games, draws) => `${counted(games, 'game', 'games')} against ${counted(draws, 'draw', 'draws')}`,
    tierColumns: ['tier', 'games', 'prizes'],
    undecided: 'unknown: the result does not say',
    draw: (number, date) => `Draw ${number} (${date})`,
    result: 'Result',
    game: (index) => `game ${index}`,
    hits: (hits, extra) => counted(String(hits), 'hit', 'hits') + (extra > 0 ? ` + ${extra}` : ''),
  },
  popularity: {
    fitted: (draws, hits, version) => `Popularity fitted to the winners with ${hits} hits in ${draws} draws, version ${version}`,
    quality: (r2, least, most, forward) =>
      `R² ${r2} (cross-validated); winners of the least and most popular tenth: ${least} and ${most} of the mean; forward correlation ${forward}`,
    most: (list) => `Most popular: ${list}`,
    least: (list) => `Least popular: ${list}`,
    meaning: 'It changes how many would share a prize, never the chance of winning.',
  },
  statistics: {
    draws: (draws) => counted(draws, 'draw', 'draws'),
    numberColumns: ['number', 'times', 'expected', 'delay'],
    pairColumns: ['pair', 'times'],
    oddColumns: ['odd', 'draws', 'expected'],
    sums: (min, max, mean, deviation) => `Sums ${min} to ${max}, mean ${mean}, standard deviation ${deviation}`,
  },
  ruleColumns: ['rule', 'range', 'default', 'measures'],
  off: 'off',
  tokens: {
    token: 'The token, shown only now; it is for the caller:',
    entry: 'For the list in AUTH_TOKENS_FILE, which keeps only its hash:',
  },
};

/** Others are numbers, or Portuguese words anyway. */
const TIERS: Record<string, string> = { club: 'time do coração', month: 'mês da sorte', '5 + bonus': '5 + bônus' };

const ptBR: CommandTexts = {
  number: number('pt-BR'),
  decimal: decimal('pt-BR'),
  date: (day) => day.split('-').toReversed().join('/'),
  sizeMissing: 'diga quantos jogos: --quantity JOGOS ou --budget REAIS',
  size: (bytes) => size(ptBR, bytes),
  games: (games) => counted(ptBR.number(games), 'jogo', 'jogos'),
  saving: 'salvando o arquivo',
  barFormat: '{games} de {all} | {speed} jogos/s | faltam {left} s',
  progressLine: ({ stage, games, total, gamesPerSecond, secondsLeft }) =>
    [
      `${stage}: ${ptBR.number(games)} de ${ptBR.games(total)}`,
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
  noPrice: 'nenhum',
  noHistory: 'nenhum: as regras de histórico estão desligadas (importe os concursos oficiais com: dezenas draws import ARQUIVO)',
  partial: (games, quantity) =>
    `só ${games} de ${counted(quantity, 'jogo pedido', 'jogos pedidos')} ${games === '1' ? 'satisfaz' : 'satisfazem'} estas regras`,
  done: (games, seconds, gamesPerSecond) =>
    `${counted(games, 'jogo', 'jogos')} em ${seconds} s (${gamesPerSecond} jogos/s, o comando inteiro)`,
  levels: { LEVEL_STRICT: 'estrito', LEVEL_NORMAL: 'normal', LEVEL_RELAXED: 'relaxado', LEVEL_MINIMAL: 'mínimo' },
  fairness: 'Nenhum método aumenta a chance de ganhar: todos os jogos têm a mesma probabilidade de serem sorteados.',
  imported: (draws, lottery, first, last, version) =>
    `${counted(draws, 'concurso', 'concursos')} da ${lottery}, de ${first} a ${last}, versão ${version}`,
  warning: 'Atenção',
  syncing: (lottery, fetched, total) => `${lottery}: ${fetched} de ${counted(total, 'concurso baixado', 'concursos baixados')}`,
  syncInterrupted: 'interrompido: o que já foi baixado está guardado, e rodar de novo continua daí',
  noDraws: (lottery) => `Nenhum concurso da ${lottery} foi importado; importe um arquivo com: dezenas draws import ARQUIVO`,
  interrupted: 'interrompido: o trabalho foi cancelado e nenhum arquivo foi gravado',
  lottery: (name, drawSize, universeSize) =>
    `${name}: ${drawSize} dezenas de 1 a ${universeSize} são sorteadas; dezenas por aposta e preço:`,
  extra: (title, drawn, universeSize, min, max) =>
    `com ${title}: sorteio de ${drawn} entre ${universeSize}, ${min === max ? min : `${min} a ${max}`} por jogo`,
  tiers: 'prêmios',
  tier: (name) => TIERS[name] ?? name,
  weight: 'peso',
  unavailable: (term) =>
    term === 'popularity' ? 'precisa de concursos importados com ganhadores e arrecadação' : 'precisa de concursos importados',
  money: (centavos, lottery) => money(ptBR, centavos, lottery),
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
      FEASIBILITY_NO: 'não: poucos jogos satisfazem as regras que valem sempre',
      FEASIBILITY_RELAXED: 'só em um nível posterior, em que algumas regras deixam de valer',
      FEASIBILITY_UNKNOWN: 'incerto: pode ser que não haja jogos suficientes',
    },
    explain: () => '',
    price: 'Preço',
    time: 'Tempo',
    file: 'Arquivo',
    ruleColumns: ['regra', 'rejeita', 'proporção'],
    bound: (rule, max, window, games) => `${rule} no máximo ${max}: cabem no máximo ${games} de ${window} jogos seguidos`,
  },
  validations: {
    summary: (games, valid, invalid) => `${counted(games, 'jogo', 'jogos')}: ${counted(valid, 'válido', 'válidos')}, ${invalid} não`,
    ruleColumns: ['regra', 'jogos que a violam'],
    game: (index) => `jogo ${index}`,
    notIn: 'fora de ',
  },
  checks: {
    sourceMissing: 'diga de quem são os jogos: um ARQUIVO ou --job ID',
    summary: (games, draws) => `${counted(games, 'jogo', 'jogos')} contra ${counted(draws, 'sorteio', 'sorteios')}`,
    tierColumns: ['faixa', 'jogos', 'prêmios'],
    undecided: 'desconhecido: o resultado não diz',
    draw: (number, date) => `Concurso ${number} (${date})`,
    result: 'Resultado',
    game: (index) => `jogo ${index}`,
    hits: (hits, extra) => counted(String(hits), 'acerto', 'acertos') + (extra > 0 ? ` + ${extra}` : ''),
  },
  popularity: {
    fitted: (draws, hits, version) => `Popularidade ajustada aos ganhadores com ${hits} acertos em ${draws} concursos, versão ${version}`,
    quality: (r2, least, most, forward) =>
      `R² ${r2} (validação cruzada); ganhadores do décimo menos e mais popular: ${least} e ${most} da média; correlação com os concursos seguintes ${forward}`,
    most: (list) => `Mais populares: ${list}`,
    least: (list) => `Menos populares: ${list}`,
    meaning: 'Ela só muda o número de pessoas que dividiriam um prêmio, nunca a chance de ganhar.',
  },
  statistics: {
    draws: (draws) => counted(draws, 'sorteio', 'sorteios'),
    numberColumns: ['dezena', 'vezes', 'esperado', 'atraso'],
    pairColumns: ['par', 'vezes'],
    oddColumns: ['ímpares', 'sorteios', 'esperado'],
    sums: (min, max, mean, deviation) => `Somas de ${min} a ${max}, média ${mean}, desvio padrão ${deviation}`,
  },
  ruleColumns: ['regra', 'faixa', 'padrão', 'mede'],
  off: 'não',
  tokens: {
    token: 'Token, mostrado só desta vez; é do cliente:',
    entry: 'Para a lista em AUTH_TOKENS_FILE, que guarda só o resumo (hash) dele:',
  },
};

export const COMMAND_TEXTS: Record<Locale, CommandTexts> = { en, 'pt-BR': ptBR };
