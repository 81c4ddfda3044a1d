/** All rules, in the order in which they are checked: the fastest first. A candidate is rejected by the first rule that it breaks. */

import { byFrequency, byRarity, type Draws, delaysOf, missingInCycle, resultsOf } from '../lotteries/draw-frequencies.js';
import type { Lottery } from '../lotteries/lottery.js';
import { sumRangeOf } from '../lotteries/sum-range.js';
import {
  columnsOf,
  decadesOf,
  finalDigitsOf,
  frameOf,
  lowOf,
  numbersByValue,
  numbersTo,
  quadrantsOf,
  rowsOf,
  valuesOf,
} from '../lotteries/ticket.js';
import type { Bounds, Parameter, Rule, RuleContext, Title } from './rule.js';

const always = () => true;
const never = () => false;
const upToPicks = ({ picks }: RuleContext): Bounds => ({ min: 0, max: picks });
const withHistory = ({ draws }: RuleContext) => draws.length > 0;

/** The results (*concursos*) of the past, newest first. Dupla Sena's have the numbers of two draws. */
const resultsBack = ({ lottery, draws }: RuleContext): Draws => resultsOf(draws, lottery.drawsPerResult);

const resultCount = (context: RuleContext): number => Math.max(1, resultsBack(context).length);

const drawsBack = (usual: number): Parameter => ({
  title: { en: 'draws (concursos) looked back at', 'pt-BR': 'concursos anteriores' },
  range: (context) => ({ min: 1, max: resultCount(context) }),
  default: (context) => Math.min(usual, resultCount(context)),
});

/** The draws of the last `window` results. */
const drawsOfLast = ({ lottery, draws }: RuleContext, window: number): Draws => draws.slice(0, window * lottery.drawsPerResult);

/** The numbers whose values satisfy a test. */
const numbersWith = (lottery: Lottery, test: (value: number) => boolean): number[] => {
  const values = valuesOf(lottery);
  return numbersTo(lottery.universeSize).filter((number) => test(values[number - 1]));
};

/** The value at a place of all values in ascending order, from 0. */
const valueAt = (lottery: Lottery, place: number): number => valuesOf(lottery)[numbersByValue(lottery)[place] - 1];

const gamesBack = (usual: number): Parameter => ({
  title: { en: 'games in a row it holds for', 'pt-BR': 'jogos seguidos em que vale' },
  range: () => ({ min: 2, max: 5_000 }),
  default: () => usual,
});

const someNumbers: Parameter = {
  title: { en: 'how many numbers', 'pt-BR': 'quantas dezenas' },
  range: ({ lottery }) => ({ min: 1, max: lottery.universeSize }),
  default: ({ lottery }) => Math.min(10, lottery.universeSize),
};

/** Rules that count numbers in sets. They are off by default and always hold. */
const COUNTS: readonly Pick<
  Rule,
  'id' | 'title' | 'columnTitle' | 'onColumns' | 'sets' | 'needsHistory' | 'ownNumbers' | 'argument' | 'window'
>[] = [
  {
    id: 'odd',
    title: { en: 'Odd numbers', 'pt-BR': 'Números ímpares' },
    columnTitle: { en: 'Odd digits', 'pt-BR': 'Dígitos ímpares' },
    sets: ({ lottery }) => [numbersWith(lottery, isOdd)],
  },
  {
    id: 'even',
    title: { en: 'Even numbers', 'pt-BR': 'Números pares' },
    columnTitle: { en: 'Even digits', 'pt-BR': 'Dígitos pares' },
    sets: ({ lottery }) => [numbersWith(lottery, (value) => !isOdd(value))],
  },
  {
    id: 'low',
    title: { en: 'Numbers of the lower half', 'pt-BR': 'Números da metade baixa' },
    columnTitle: { en: 'Digits 0 to 4', 'pt-BR': 'Dígitos de 0 a 4' },
    sets: ({ lottery }) => [lowOf(lottery)],
  },
  {
    id: 'high',
    title: { en: 'Numbers of the upper half', 'pt-BR': 'Números da metade alta' },
    columnTitle: { en: 'Digits 5 to 9', 'pt-BR': 'Dígitos de 5 a 9' },
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter((number) => !lowOf(lottery).includes(number))],
  },
  {
    id: 'primes',
    title: { en: 'Prime numbers', 'pt-BR': 'Números primos' },
    columnTitle: { en: 'Prime digits (2, 3, 5, 7)', 'pt-BR': 'Dígitos primos (2, 3, 5, 7)' },
    sets: ({ lottery }) => [numbersWith(lottery, isPrime)],
  },
  {
    id: 'fibonacci',
    title: { en: 'Fibonacci numbers', 'pt-BR': 'Números de Fibonacci' },
    columnTitle: { en: 'Fibonacci digits (1, 2, 3, 5, 8)', 'pt-BR': 'Dígitos de Fibonacci (1, 2, 3, 5, 8)' },
    sets: ({ lottery }) => [numbersWith(lottery, (value) => [1, 2, 3, 5, 8, 13, 21, 34, 55, 89].includes(value))],
  },
  {
    id: 'multiples',
    title: { en: 'Multiples of a number', 'pt-BR': 'Múltiplos de um número' },
    argument: {
      title: { en: 'the number', 'pt-BR': 'o número' },
      range: ({ lottery }) => ({ min: 2, max: lottery.columnSize ? 9 : lottery.universeSize }),
      default: () => 3,
    },
    columnTitle: { en: 'Digits that are multiples of a number (0 is one)', 'pt-BR': 'Dígitos múltiplos de um número (0 conta)' },
    sets: ({ lottery }, { argument }) => [numbersWith(lottery, (value) => value % argument === 0)],
  },
  {
    id: 'squares',
    title: { en: 'Square numbers', 'pt-BR': 'Quadrados perfeitos' },
    columnTitle: { en: 'Square digits (0, 1, 4, 9)', 'pt-BR': 'Dígitos quadrados (0, 1, 4, 9)' },
    sets: ({ lottery }) => [numbersWith(lottery, (value) => Number.isInteger(Math.sqrt(value)))],
  },
  {
    id: 'frame',
    title: {
      en: 'Numbers on the border of the ticket (first and last row and column)',
      'pt-BR': 'Números da moldura (primeira e última linha e coluna)',
    },
    onColumns: false,
    sets: ({ lottery }) => [frameOf(lottery)],
  },
  {
    id: 'centre',
    title: { en: 'Numbers inside the border of the ticket', 'pt-BR': 'Números do miolo (fora da moldura)' },
    onColumns: false,
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter((number) => !frameOf(lottery).includes(number))],
  },
  {
    id: 'each-row',
    title: { en: 'Numbers in each row of the ticket', 'pt-BR': 'Números em cada linha do volante' },
    columnTitle: { en: 'Times each digit occurs', 'pt-BR': 'Vezes que cada dígito aparece' },
    sets: ({ lottery }) => rowsOf(lottery),
  },
  {
    id: 'each-column',
    title: { en: 'Numbers in each column of the ticket', 'pt-BR': 'Números em cada coluna do volante' },
    onColumns: false,
    sets: ({ lottery }) => columnsOf(lottery),
  },
  {
    id: 'each-quadrant',
    title: {
      en: 'Numbers in each quadrant of the ticket (a middle row or column counts for the top or the left)',
      'pt-BR': 'Números em cada quadrante do volante (a linha ou coluna do meio conta em cima ou à esquerda)',
    },
    onColumns: false,
    sets: ({ lottery }) => quadrantsOf(lottery),
  },
  {
    id: 'each-decade',
    title: (lottery) => ({
      en: `Numbers in each decade (${decadeText(lottery)})`,
      'pt-BR': `Números em cada faixa de dezenas (${decadeText(lottery)})`,
    }),
    onColumns: false,
    sets: ({ lottery }) => decadesOf(lottery),
  },
  {
    id: 'each-final-digit',
    title: { en: 'Numbers with each final digit', 'pt-BR': 'Números com cada final' },
    onColumns: false,
    sets: ({ lottery }) => finalDigitsOf(lottery),
  },
  {
    id: 'last-draw',
    title: { en: 'Numbers repeated from the last draw', 'pt-BR': 'Números repetidos do último concurso' },
    needsHistory: true,
    sets: (context) => resultsBack(context).slice(0, 1),
  },
  {
    id: 'last-draws',
    title: { en: 'Numbers repeated from the last draws', 'pt-BR': 'Números repetidos dos últimos concursos' },
    needsHistory: true,
    window: drawsBack(3),
    sets: (context, { window }) => [[...new Set(drawsOfLast(context, window).flat())]],
  },
  {
    id: 'hot',
    title: { en: 'Hot numbers: drawn most often lately', 'pt-BR': 'Números quentes: os mais sorteados' },
    needsHistory: true,
    argument: someNumbers,
    window: drawsBack(100),
    sets: (context, { argument, window }) => [byFrequency(drawsOfLast(context, window), context.lottery.universeSize).slice(0, argument)],
  },
  {
    id: 'cold',
    title: { en: 'Cold numbers: drawn least often lately', 'pt-BR': 'Números frios: os menos sorteados' },
    needsHistory: true,
    argument: someNumbers,
    window: drawsBack(100),
    sets: (context, { argument, window }) => [byRarity(drawsOfLast(context, window), context.lottery.universeSize).slice(0, argument)],
  },
  {
    id: 'overdue',
    title: { en: 'Overdue numbers: not drawn for some draws (delay)', 'pt-BR': 'Números atrasados: há concursos sem sair (atraso)' },
    needsHistory: true,
    argument: {
      title: { en: 'draws missed at least', 'pt-BR': 'atraso mínimo em concursos' },
      range: (context) => ({ min: 1, max: resultCount(context) }),
      default: (context) => Math.min(10, resultCount(context)),
    },
    sets: (context, { argument }) => [
      delaysOf(resultsBack(context), context.lottery.universeSize).flatMap((delay, i) => (delay >= argument ? [i + 1] : [])),
    ],
  },
  {
    id: 'cycle',
    title: { en: 'Numbers still missing in the current cycle', 'pt-BR': 'Números que faltam no ciclo atual' },
    needsHistory: true,
    sets: (context) => [missingInCycle(resultsBack(context), context.lottery.universeSize)],
  },
  {
    id: 'group',
    title: { en: 'Numbers of a group of your own', 'pt-BR': 'Números de um grupo próprio' },
    ownNumbers: true,
  },
];

/** Rules that measure the shape of a game. They are off by default and always hold. */
const SHAPES: readonly Pick<Rule, 'id' | 'kind' | 'title' | 'columnTitle' | 'onColumns' | 'range' | 'argument' | 'parts'>[] = [
  {
    id: 'sum',
    kind: 'SUM',
    title: { en: 'Sum of the numbers', 'pt-BR': 'Soma das dezenas' },
    columnTitle: { en: 'Sum of the digits', 'pt-BR': 'Soma dos dígitos' },
    range: ({ lottery, picks }) => sumRangeOf(lottery, picks),
  },
  {
    id: 'span',
    kind: 'SPAN',
    title: { en: 'Largest number minus smallest number', 'pt-BR': 'Amplitude (maior menos menor)' },
    onColumns: false,
    range: ({ lottery, picks }) => ({ min: picks - 1, max: lottery.universeSize - 1 }),
  },
  {
    id: 'runs',
    kind: 'RUNS',
    title: { en: 'Runs of consecutive numbers', 'pt-BR': 'Sequências de números' },
    onColumns: false,
    range: ({ picks }) => ({ min: 1, max: picks }),
  },
  {
    id: 'adjacent-pairs',
    kind: 'ADJACENT_PAIRS',
    title: { en: 'Pairs of consecutive numbers', 'pt-BR': 'Pares de números consecutivos' },
    onColumns: false,
    range: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'smallest-gap',
    kind: 'SMALLEST_GAP',
    title: { en: 'Smallest difference of neighbours', 'pt-BR': 'Menor distância entre vizinhos' },
    onColumns: false,
    range: ({ lottery }) => ({ min: 1, max: lottery.universeSize - 1 }),
  },
  {
    id: 'largest-gap',
    kind: 'LARGEST_GAP',
    title: { en: 'Largest difference of neighbours', 'pt-BR': 'Maior distância entre vizinhos' },
    onColumns: false,
    range: ({ lottery }) => ({ min: 1, max: lottery.universeSize - 1 }),
  },
  {
    id: 'ac',
    kind: 'AC',
    title: { en: 'Arithmetic complexity (AC)', 'pt-BR': 'Complexidade aritmética (AC)' },
    onColumns: false,
    range: ({ lottery, picks }) => ({ min: 0, max: Math.min(lottery.universeSize - 1, (picks * (picks - 1)) / 2) - (picks - 1) }),
  },
  {
    id: 'first-number',
    kind: 'FIRST',
    title: { en: 'Smallest number', 'pt-BR': 'Menor dezena' },
    onColumns: false,
    range: ({ lottery, picks }) => ({ min: valueAt(lottery, 0), max: valueAt(lottery, lottery.universeSize - picks) }),
  },
  {
    id: 'last-number',
    kind: 'LAST',
    title: { en: 'Largest number', 'pt-BR': 'Maior dezena' },
    onColumns: false,
    range: ({ lottery, picks }) => ({ min: valueAt(lottery, picks - 1), max: valueAt(lottery, lottery.universeSize - 1) }),
  },
  {
    id: 'number-at',
    kind: 'NUMBER_AT',
    title: { en: 'Number at a position of the game, in ascending order', 'pt-BR': 'Dezena em uma posição do jogo, em ordem crescente' },
    onColumns: false,
    argument: {
      title: { en: 'the position', 'pt-BR': 'a posição' },
      range: ({ picks }) => ({ min: 1, max: picks }),
      default: () => 1,
    },
    range: ({ lottery }) => ({ min: valueAt(lottery, 0), max: valueAt(lottery, lottery.universeSize - 1) }),
  },
  {
    id: 'rows-hit',
    kind: 'QUOTIENTS',
    title: { en: 'Rows of the ticket with a number', 'pt-BR': 'Linhas do volante com alguma dezena' },
    columnTitle: { en: 'Different digits', 'pt-BR': 'Dígitos diferentes' },
    range: ({ lottery, picks }) => ({ min: 1, max: Math.min(picks, rowsOf(lottery).length) }),
    // On a ticket of columns, each digit is a row.
    parts: ({ lottery }) => (lottery.columnSize === undefined ? { divisor: lottery.gridColumns, shift: 1 } : { divisor: 1, shift: 0 }),
  },
  {
    id: 'columns-hit',
    kind: 'REMAINDERS',
    title: { en: 'Columns of the ticket with a number', 'pt-BR': 'Colunas do volante com alguma dezena' },
    onColumns: false,
    range: ({ lottery, picks }) => ({ min: 1, max: Math.min(picks, columnsOf(lottery).length) }),
    parts: ({ lottery }) => ({ divisor: lottery.gridColumns, shift: 1 }),
  },
  {
    id: 'decades-hit',
    kind: 'QUOTIENTS',
    title: (lottery) => ({
      en: `Decades (${decadeText(lottery)}) with a number`,
      'pt-BR': `Faixas de dezenas (${decadeText(lottery)}) com alguma dezena`,
    }),
    onColumns: false,
    range: ({ lottery, picks }) => ({ min: 1, max: Math.min(picks, decadesOf(lottery).length) }),
    parts: () => ({ divisor: 10, shift: 0 }),
  },
  {
    id: 'final-digits-hit',
    kind: 'REMAINDERS',
    title: { en: 'Different final digits', 'pt-BR': 'Finais diferentes' },
    onColumns: false,
    range: ({ lottery, picks }) => ({ min: 1, max: Math.min(picks, finalDigitsOf(lottery).length) }),
    parts: () => ({ divisor: 10, shift: 0 }),
  },
  {
    id: 'digit-sum',
    kind: 'DIGIT_SUM',
    title: { en: 'Sum of the digits of all numbers', 'pt-BR': 'Soma dos dígitos das dezenas' },
    onColumns: false,
    // The largest digit sum of a number is 18, of 99.
    range: ({ picks }) => ({ min: picks === 1 ? 0 : 1, max: picks * 18 }),
  },
  {
    id: 'deviation',
    kind: 'DEVIATION',
    title: { en: 'Standard deviation of the numbers, in hundredths', 'pt-BR': 'Desvio padrão das dezenas, em centésimos' },
    onColumns: false,
    range: ({ lottery }) => ({ min: 0, max: lottery.universeSize * 50 }),
  },
];

export const RULES: readonly Rule[] = [
  ...COUNTS.map((row): Rule => ({ ...row, kind: 'COUNT', through: 'MINIMAL', on: never, bounds: upToPicks })),
  ...SHAPES.map((row): Rule => ({ ...row, through: 'MINIMAL', on: never, bounds: row.range ?? upToPicks })),
  {
    id: 'last-two-draws',
    kind: 'COUNT',
    title: { en: 'Numbers from the last two draws', 'pt-BR': 'Números dos dois últimos concursos' },
    through: 'MINIMAL',
    on: withHistory,
    needsHistory: true,
    sets: (context) => [[...new Set(drawsOfLast(context, 2).flat())]],
    // 2 of 6 numbers; larger games keep the proportion.
    bounds: ({ picks }) => ({ min: 0, max: Math.max(2, Math.round(picks / 3)) }),
  },
  {
    id: 'not-all-odd',
    kind: 'COUNT',
    title: { en: 'Not all numbers odd', 'pt-BR': 'Nem todos ímpares' },
    through: 'NORMAL',
    on: always,
    columnTitle: { en: 'Not all digits odd', 'pt-BR': 'Nem todos os dígitos ímpares' },
    sets: ({ lottery }) => [numbersWith(lottery, isOdd)],
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-all-even',
    kind: 'COUNT',
    title: { en: 'Not all numbers even', 'pt-BR': 'Nem todos pares' },
    through: 'NORMAL',
    on: always,
    columnTitle: { en: 'Not all digits even', 'pt-BR': 'Nem todos os dígitos pares' },
    sets: ({ lottery }) => [numbersWith(lottery, (value) => !isOdd(value))],
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-the-first-numbers',
    kind: 'COUNT',
    title: { en: 'Not the first numbers of the ticket', 'pt-BR': 'Não só as primeiras dezenas do volante' },
    onColumns: false,
    through: 'NORMAL',
    on: always,
    sets: ({ picks }) => [numbersTo(picks)],
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-the-last-numbers',
    kind: 'COUNT',
    title: { en: 'Not the last numbers of the ticket', 'pt-BR': 'Não só as últimas dezenas do volante' },
    onColumns: false,
    through: 'NORMAL',
    on: always,
    sets: ({ lottery, picks }) => [numbersTo(lottery.universeSize).slice(-picks)],
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'longest-run',
    kind: 'LONGEST_RUN',
    range: ({ picks }) => ({ min: 1, max: picks }),
    title: { en: 'Longest run of consecutive numbers', 'pt-BR': 'Maior sequência de números consecutivos' },
    onColumns: false,
    through: 'RELAXED',
    on: always,
    bounds: () => ({ min: 1, max: 3 }),
  },
  {
    id: 'drawn',
    kind: 'HISTORY',
    title: { en: 'Game that was not drawn before', 'pt-BR': 'Jogo ainda não sorteado' },
    through: 'MINIMAL',
    on: withHistory,
    needsHistory: true,
    bounds: ({ lottery }) => ({ min: 0, max: lottery.drawSize - 1 }),
  },
  {
    id: 'near-drawn',
    kind: 'HISTORY',
    title: (lottery) => {
      const tier = nearTierOf(lottery);
      return {
        en: `Game without ${tier.en} in past draws: it shares all but one number with none of them`,
        'pt-BR': `Jogo sem ${tier['pt-BR']} em concursos anteriores`,
      };
    },
    through: 'MINIMAL',
    // The rule rejects more games with every draw, and more of the games of many numbers: see `isOnByDefault`.
    on: withHistory,
    needsHistory: true,
    bounds: ({ lottery }) => ({ min: 0, max: lottery.drawSize - 2 }),
  },
  {
    id: 'history',
    kind: 'HISTORY',
    title: { en: 'Numbers in common with each of the past draws', 'pt-BR': 'Números em comum com cada concurso passado' },
    through: 'MINIMAL',
    on: never,
    needsHistory: true,
    window: { ...drawsBack(0), default: resultCount },
    bounds: ({ picks, lottery }) => ({ min: 0, max: Math.min(picks, lottery.drawSize) }),
    range: ({ picks, lottery }) => ({ min: 0, max: Math.min(picks, lottery.drawSize) }),
  },
  {
    id: 'weighting',
    kind: 'WEIGHTING',
    title: { en: 'Weighting of numbers by their past frequency', 'pt-BR': 'Ponderação dos números pela frequência passada' },
    through: 'MINIMAL',
    on: never,
    setBy: 'spec.weighting',
    bounds: () => ({ min: 1, max: 1 }),
    range: () => ({ min: 0, max: 1 }),
  },
  {
    id: 'score',
    kind: 'SCORE',
    title: { en: 'Score, in hundredths of a point', 'pt-BR': 'Pontuação, em centésimos de ponto' },
    through: 'MINIMAL',
    on: never,
    setBy: 'spec.score.min_score_hundredths',
    bounds: () => ({ min: 0, max: 10_000 }),
    range: () => ({ min: 0, max: 10_000 }),
  },
  {
    id: 'popularity',
    kind: 'POPULARITY',
    title: {
      en: 'Popularity, in hundredths of a point (0: played least, 10,000: played most)',
      'pt-BR': 'Popularidade, em centésimos de ponto (0: menos apostado, 10.000: mais apostado)',
    },
    through: 'MINIMAL',
    on: never,
    needsPopularity: true,
    bounds: () => ({ min: 0, max: 10_000 }),
    range: () => ({ min: 0, max: 10_000 }),
  },
  {
    id: 'same-first',
    kind: 'SAME_FIRST',
    title: {
      en: 'Games with the same smallest number as this game, itself included, among the last games',
      'pt-BR': 'Jogos com a mesma menor dezena que este, contando ele mesmo, entre os últimos jogos',
    },
    onColumns: false,
    through: 'MINIMAL',
    on: never,
    looksBack: true,
    window: { ...gamesBack(100), title: { en: 'how many last games', 'pt-BR': 'quantos dos últimos jogos' } },
    bounds: () => ({ min: 1, max: 5_000 }),
    range: () => ({ min: 1, max: 5_000 }),
  },
  {
    id: 'pairs',
    kind: 'PAIRS',
    title: { en: 'Times a pair of numbers occurs in games in a row', 'pt-BR': 'Vezes que um par de dezenas ocorre em jogos seguidos' },
    through: 'NORMAL',
    on: never,
    relaxes: true,
    looksBack: true,
    window: gamesBack(500),
    bounds: () => ({ min: 1, max: 2 }),
    range: () => ({ min: 1, max: 5_000 }),
  },
  {
    id: 'triples',
    kind: 'TRIPLES',
    title: {
      en: 'Times a triple of numbers (terno) occurs in games in a row',
      'pt-BR': 'Vezes que um terno de dezenas ocorre em jogos seguidos',
    },
    through: 'NORMAL',
    on: never,
    relaxes: true,
    looksBack: true,
    window: gamesBack(5_000),
    bounds: () => ({ min: 1, max: 2 }),
    range: () => ({ min: 1, max: 5_000 }),
  },
  {
    id: 'repetition',
    kind: 'WINDOW',
    title: { en: 'Numbers in common with each of the previous games', 'pt-BR': 'Números em comum com cada um dos jogos anteriores' },
    through: 'MINIMAL',
    on: never,
    looksBack: true,
    bounds: ({ picks }) => ({ min: 0, max: picks }),
  },
];

export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

/** Returns the first two decades as a title names them. */
function decadeText(lottery: Lottery): string {
  return valueAt(lottery, 0) === 0 ? '00-09, 10-19, …' : '1-9, 10-19, …';
}

/** Returns the name of the tier that all but one of the numbers of a draw win. */
function nearTierOf({ tiers, drawSize, columnSize }: Lottery): Title {
  const name = tiers.find(({ hits }) => hits === drawSize - 1)?.name;
  if (name) return { en: name, 'pt-BR': name };
  const hits = drawSize - 1;
  if (columnSize !== undefined) return { en: `${hits} columns`, 'pt-BR': `${hits} colunas` };
  return { en: `${hits} ${hits === 1 ? 'hit' : 'hits'}`, 'pt-BR': `${hits} ${hits === 1 ? 'acerto' : 'acertos'}` };
}

function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}
