/** Every word of the workbook, in the languages it can have. */

import type { Level } from '../../core/level.js';
import type { Extra } from '../../domain/lotteries/lottery.js';
import type { GameOrder } from '../../domain/workbook/game-order.js';
import type { Locale } from '../../shared/locale.js';

export interface SheetTexts {
  title: string;
  checkSheet: string;
  gamesSheet: string;
  summarySheet: string;
  statisticsSheet: string;
  numberColumn: string;
  times: string;
  expected: string;
  share: string;
  sumColumn: string;
  checkTitle: string;
  checkHint: string;
  drawnNumber: (position: number) => string;
  drawnNumberError: (min: number, max: number) => string;
  columnHint: string;
  checkedDraw: (draw: number) => string;
  partOf: (part: number, parts: number) => string;
  part: string;
  partGames: string;
  partPrice: (currency: string) => string;
  fromTo: (first: number, last: number) => string;
  inLastPart: string;
  hits: string;
  games: string;
  gameNumber: string;
  number: (position: number) => string;
  score: string;
  level: string;
  levels: Record<Level, string>;
  always: string;
  through: (level: string) => string;
  parameters: string;
  lottery: string;
  picks: string;
  quantity: string;
  fixedNumbers: string;
  poolNumbers: string;
  excludedNumbers: string;
  odd: string;
  even: string;
  repetition: string;
  window: (games: number, scope: string) => string;
  scopes: Record<'JOB' | 'CHUNK', string>;
  none: string;
  all: string;
  from: (min: number | undefined, max: number | undefined) => string;
  order: string;
  orders: Record<GameOrder, string>;
  price: (currency: string) => string;
  extraPicks: (title: string) => string;
  extraNumbers: (title: string) => string;
  weighting: string;
  weightings: Record<'UNIFORM' | 'FREQUENCY' | 'BALANCED', string>;
  bestOf: string;
  chosenFrom: string;
  repeatProbability: string;
  coreVersion: string;
  popularityVersion: string;
  scoreTerms: string;
  weight: string;
  ideal: string;
  minScore: string;
  seed: string;
  chunkSize: string;
  historyVersion: string;
  noHistory: string;
  digest: string;
  spaceSize: string;
  candidates: string;
  rules: string;
  rule: string;
  minimum: string;
  maximum: string;
  holds: string;
  outside: string;
  atLeast: (count: number) => string;
  rejections: string;
  levelsTitle: string;
  scoreTitle: string;
  scoreMin: string;
  scoreMean: string;
  scoreMax: string;
  notices: string;
  fairness: string;
}

export const SHEET_TEXTS: Record<Locale, SheetTexts> = {
  'pt-BR': {
    title: 'Jogos',
    checkSheet: 'Conferência',
    gamesSheet: 'Jogos',
    summarySheet: 'Regras e Resumo',
    statisticsSheet: 'Estatísticas',
    numberColumn: 'Dezena',
    times: 'Vezes',
    expected: 'Esperado',
    share: 'Proporção',
    sumColumn: 'Soma',
    checkTitle: 'Conferência de resultado',
    checkHint: 'Digite as dezenas sorteadas nas células abaixo: a aba Jogos mostra os acertos de cada jogo e destaca as dezenas certas.',
    drawnNumber: (position) => `${position}ª dezena`,
    drawnNumberError: (min, max) => `Digite um número inteiro de ${min} a ${max}.`,
    columnHint: 'Cada dezena é a coluna seguida do número: 13 é o número 3 da coluna 1.',
    checkedDraw: (draw) => `Concurso ${draw} já preenchido: apague ou troque as dezenas para conferir outro.`,
    partOf: (part, parts) => `parte ${part} de ${parts}`,
    part: 'Parte',
    partGames: 'Jogos desta parte',
    partPrice: (currency) => `Preço desta parte (${currency === 'BRL' ? 'R$' : currency})`,
    fromTo: (first, last) => `${first} a ${last}`,
    inLastPart: 'na última parte',
    hits: 'Acertos',
    games: 'Jogos',
    gameNumber: 'Jogo',
    number: (position) => `N${position}`,
    score: 'Pontuação',
    level: 'Nível',
    levels: { STRICT: 'Estrito', NORMAL: 'Normal', RELAXED: 'Relaxado', MINIMAL: 'Mínimo' },
    always: 'sempre',
    through: (level) => `até o nível ${level}`,
    parameters: 'Parâmetros',
    lottery: 'Loteria',
    picks: 'Dezenas por jogo',
    quantity: 'Quantidade de jogos',
    fixedNumbers: 'Dezenas fixas',
    poolNumbers: 'Dezenas permitidas',
    excludedNumbers: 'Dezenas excluídas',
    odd: 'Números ímpares',
    even: 'Números pares',
    repetition: 'Repetição com jogos anteriores',
    window: (games, scope) => `janela de ${games} jogos, ${scope}`,
    scopes: { JOB: 'no trabalho inteiro', CHUNK: 'em cada bloco' },
    none: 'nenhuma',
    all: 'todas',
    from: (min, max) => range(min, max, 'sem limite', 'no mínimo', 'no máximo', 'a'),
    order: 'Ordem dos jogos',
    orders: {
      GENERATED: 'como gerados',
      SORTED_CHUNKS: 'em blocos ordenados',
      SORTED: 'ordenados',
      BY_SCORE: 'por pontuação, da maior à menor',
    },
    price: (currency) => `Preço total (${currency === 'BRL' ? 'R$' : currency})`,
    extraPicks: (title) => `${title}: quantos por jogo`,
    extraNumbers: (title) => `${title}: permitidos`,
    weighting: 'Ponderação dos números',
    weightings: { UNIFORM: 'nenhuma', FREQUENCY: 'pela frequência passada', BALANCED: 'pelo inverso da frequência passada' },
    bestOf: 'Melhores entre',
    chosenFrom: 'Jogos válidos entre os quais se escolheu',
    repeatProbability: 'Chance de algum jogo se repetir',
    coreVersion: 'Versão do núcleo',
    popularityVersion: 'Versão do modelo de popularidade',
    scoreTerms: 'Termos da pontuação',
    weight: 'Peso',
    ideal: 'Ideal',
    minScore: 'Pontuação mínima',
    seed: 'Semente',
    chunkSize: 'Jogos por bloco de geração',
    historyVersion: 'Versão do histórico de concursos',
    noHistory: 'sem histórico: regras de histórico desligadas',
    digest: 'SHA-256 dos jogos',
    spaceSize: 'Jogos possíveis',
    candidates: 'Candidatos examinados',
    rules: 'Regras',
    rule: 'Regra',
    minimum: 'Mínimo',
    maximum: 'Máximo',
    holds: 'Vale',
    outside: 'fora destes limites',
    atLeast: (count) => `Pelo menos ${count} destas`,
    rejections: 'Rejeições',
    levelsTitle: 'Jogos por nível',
    scoreTitle: 'Pontuação',
    scoreMin: 'Menor',
    scoreMean: 'Média',
    scoreMax: 'Maior',
    notices: 'Avisos',
    fairness: 'Nenhum método aumenta a chance de ganhar: todos os jogos têm a mesma probabilidade de serem sorteados.',
  },
  en: {
    title: 'Games',
    checkSheet: 'Check',
    gamesSheet: 'Games',
    summarySheet: 'Rules and Summary',
    statisticsSheet: 'Statistics',
    numberColumn: 'Number',
    times: 'Times',
    expected: 'Expected',
    share: 'Share',
    sumColumn: 'Sum',
    checkTitle: 'Check a result',
    checkHint:
      'Type the drawn numbers into the cells below: the Games sheet shows the hits of each game and highlights the matched numbers.',
    drawnNumber: (position) => `Drawn ${position}`,
    drawnNumberError: (min, max) => `Type a whole number from ${min} to ${max}.`,
    columnHint: 'A number is its column and then its digit: 13 is digit 3 of column 1.',
    checkedDraw: (draw) => `Draw ${draw} is filled in: delete or change the numbers to check another one.`,
    partOf: (part, parts) => `part ${part} of ${parts}`,
    part: 'Part',
    partGames: 'Games of this part',
    partPrice: (currency) => `Price of this part (${currency === 'BRL' ? 'R$' : currency})`,
    fromTo: (first, last) => `${first} to ${last}`,
    inLastPart: 'in the last part',
    hits: 'Hits',
    games: 'Games',
    gameNumber: 'Game',
    number: (position) => `N${position}`,
    score: 'Score',
    level: 'Level',
    levels: { STRICT: 'Strict', NORMAL: 'Normal', RELAXED: 'Relaxed', MINIMAL: 'Minimal' },
    always: 'always',
    through: (level) => `through level ${level}`,
    parameters: 'Parameters',
    lottery: 'Lottery',
    picks: 'Numbers per game',
    quantity: 'Games',
    fixedNumbers: 'Fixed numbers',
    poolNumbers: 'Allowed numbers',
    excludedNumbers: 'Excluded numbers',
    odd: 'Odd numbers',
    even: 'Even numbers',
    repetition: 'Repetition with previous games',
    window: (games, scope) => `window of ${games} games, ${scope}`,
    scopes: { JOB: 'over the whole job', CHUNK: 'in each chunk' },
    none: 'none',
    all: 'all',
    from: (min, max) => range(min, max, 'no bound', 'at least', 'at most', 'to'),
    order: 'Order of the games',
    orders: { GENERATED: 'as generated', SORTED_CHUNKS: 'in sorted chunks', SORTED: 'ascending', BY_SCORE: 'by score, highest first' },
    price: (currency) => `Total price (${currency === 'BRL' ? 'R$' : currency})`,
    extraPicks: (title) => `${title}: how many a game`,
    extraNumbers: (title) => `${title}: allowed`,
    weighting: 'Weighting of numbers',
    weightings: { UNIFORM: 'none', FREQUENCY: 'by past frequency', BALANCED: 'by the inverse of past frequency' },
    bestOf: 'Best of',
    chosenFrom: 'Valid games they were chosen from',
    repeatProbability: 'Chance that a game is there twice',
    coreVersion: 'Version of the core',
    popularityVersion: 'Version of the popularity model',
    scoreTerms: 'Terms of the score',
    weight: 'Weight',
    ideal: 'Ideal',
    minScore: 'Least score',
    seed: 'Seed',
    chunkSize: 'Games per generation chunk',
    historyVersion: 'Version of the draw history',
    noHistory: 'no history: history rules are off',
    digest: 'SHA-256 of the games',
    spaceSize: 'Possible games',
    candidates: 'Candidates looked at',
    rules: 'Rules',
    rule: 'Rule',
    minimum: 'Minimum',
    maximum: 'Maximum',
    holds: 'Holds',
    outside: 'outside of these bounds',
    atLeast: (count) => `At least ${count} of these`,
    rejections: 'Rejections',
    levelsTitle: 'Games by level',
    scoreTitle: 'Score',
    scoreMin: 'Lowest',
    scoreMean: 'Mean',
    scoreMax: 'Highest',
    notices: 'Notices',
    fairness: 'No method raises the chance of winning: every game is equally likely to be drawn.',
  },
};

function range(min: number | undefined, max: number | undefined, none: string, atLeast: string, atMost: string, to: string): string {
  if (min !== undefined && max !== undefined) return `${min} ${to} ${max}`;
  if (min !== undefined) return `${atLeast} ${min}`;
  return max === undefined ? none : `${atMost} ${max}`;
}

/** Name of the column of the i-th extra. */
export function extraTitle({ title }: Extra, i: number, count: number, locale: Locale): string {
  return count > 1 ? `${title[locale]} ${i + 1}` : title[locale];
}
