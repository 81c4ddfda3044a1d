/** All rules, in the order in which they are checked: the fastest first. A candidate is rejected by the first rule that it breaks. */

import { byFrequency, delaysOf, missingInCycle } from '../lotteries/draw-frequencies.js';
import { columnsOf, decadesOf, finalDigitsOf, frameOf, numbersTo, quadrantsOf, rowsOf } from '../lotteries/ticket.js';
import type { Bounds, Parameter, Rule, RuleContext } from './rule.js';

const always = () => true;
const never = () => false;
const upToPicks = ({ picks }: RuleContext): Bounds => ({ min: 0, max: picks });
const withHistory = ({ draws }: RuleContext) => draws.length > 0;

const drawsBack = (usual: number): Parameter => ({
  title: { en: 'draws looked back at', 'pt-BR': 'concursos anteriores' },
  range: ({ draws }) => ({ min: 1, max: Math.max(1, draws.length) }),
  default: ({ draws }) => Math.min(usual, Math.max(1, draws.length)),
});

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
const COUNTS: readonly Pick<Rule, 'id' | 'title' | 'sets' | 'needsHistory' | 'ownNumbers' | 'argument' | 'window'>[] = [
  {
    id: 'odd',
    title: { en: 'Odd numbers', 'pt-BR': 'Números ímpares' },
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter(isOdd)],
  },
  {
    id: 'even',
    title: { en: 'Even numbers', 'pt-BR': 'Números pares' },
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter((number) => !isOdd(number))],
  },
  {
    id: 'low',
    title: { en: 'Numbers of the lower half', 'pt-BR': 'Números da metade baixa' },
    sets: ({ lottery }) => [numbersTo(Math.floor(lottery.universeSize / 2))],
  },
  {
    id: 'high',
    title: { en: 'Numbers of the upper half', 'pt-BR': 'Números da metade alta' },
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).slice(Math.floor(lottery.universeSize / 2))],
  },
  {
    id: 'primes',
    title: { en: 'Prime numbers', 'pt-BR': 'Números primos' },
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter(isPrime)],
  },
  {
    id: 'fibonacci',
    title: { en: 'Fibonacci numbers', 'pt-BR': 'Números de Fibonacci' },
    sets: ({ lottery }) => [[1, 2, 3, 5, 8, 13, 21, 34, 55, 89].filter((number) => number <= lottery.universeSize)],
  },
  {
    id: 'multiples',
    title: { en: 'Multiples of a number', 'pt-BR': 'Múltiplos de um número' },
    argument: {
      title: { en: 'the number', 'pt-BR': 'o número' },
      range: ({ lottery }) => ({ min: 2, max: lottery.universeSize }),
      default: () => 3,
    },
    sets: ({ lottery }, { argument }) => [numbersTo(lottery.universeSize).filter((number) => number % argument === 0)],
  },
  {
    id: 'squares',
    title: { en: 'Square numbers', 'pt-BR': 'Quadrados perfeitos' },
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter((number) => Number.isInteger(Math.sqrt(number)))],
  },
  {
    id: 'frame',
    title: { en: 'Numbers on the border of the ticket', 'pt-BR': 'Números da moldura' },
    sets: ({ lottery }) => [frameOf(lottery)],
  },
  {
    id: 'centre',
    title: { en: 'Numbers inside the border of the ticket', 'pt-BR': 'Números do miolo' },
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter((number) => !frameOf(lottery).includes(number))],
  },
  {
    id: 'each-row',
    title: { en: 'Numbers in each row of the ticket', 'pt-BR': 'Números em cada linha do volante' },
    sets: ({ lottery }) => rowsOf(lottery),
  },
  {
    id: 'each-column',
    title: { en: 'Numbers in each column of the ticket', 'pt-BR': 'Números em cada coluna do volante' },
    sets: ({ lottery }) => columnsOf(lottery),
  },
  {
    id: 'each-quadrant',
    title: { en: 'Numbers in each quadrant of the ticket', 'pt-BR': 'Números em cada quadrante do volante' },
    sets: ({ lottery }) => quadrantsOf(lottery),
  },
  {
    id: 'each-decade',
    title: { en: 'Numbers in each decade (1-9, 10-19, …)', 'pt-BR': 'Números em cada faixa de dezenas (1-9, 10-19, …)' },
    sets: ({ lottery }) => decadesOf(lottery),
  },
  {
    id: 'each-final-digit',
    title: { en: 'Numbers with each final digit', 'pt-BR': 'Números com cada final' },
    sets: ({ lottery }) => finalDigitsOf(lottery),
  },
  {
    id: 'last-draw',
    title: { en: 'Numbers repeated from the last draw', 'pt-BR': 'Números repetidos do último concurso' },
    needsHistory: true,
    sets: ({ draws }) => draws.slice(0, 1),
  },
  {
    id: 'last-draws',
    title: { en: 'Numbers repeated from the last draws', 'pt-BR': 'Números repetidos dos últimos concursos' },
    needsHistory: true,
    window: drawsBack(3),
    sets: ({ draws }, { window }) => [[...new Set(draws.slice(0, window).flat())]],
  },
  {
    id: 'hot',
    title: { en: 'Hot numbers: drawn most often lately', 'pt-BR': 'Números quentes: os mais sorteados' },
    needsHistory: true,
    argument: someNumbers,
    window: drawsBack(100),
    sets: ({ lottery, draws }, { argument, window }) => [byFrequency(draws.slice(0, window), lottery.universeSize).slice(0, argument)],
  },
  {
    id: 'cold',
    title: { en: 'Cold numbers: drawn least often lately', 'pt-BR': 'Números frios: os menos sorteados' },
    needsHistory: true,
    argument: someNumbers,
    window: drawsBack(100),
    sets: ({ lottery, draws }, { argument, window }) => [byFrequency(draws.slice(0, window), lottery.universeSize).slice(-argument)],
  },
  {
    id: 'overdue',
    title: { en: 'Overdue numbers: not drawn for some draws (delay)', 'pt-BR': 'Números atrasados: há concursos sem sair (atraso)' },
    needsHistory: true,
    argument: {
      title: { en: 'draws missed at least', 'pt-BR': 'atraso mínimo em concursos' },
      range: ({ draws }) => ({ min: 1, max: Math.max(1, draws.length) }),
      default: ({ draws }) => Math.min(10, Math.max(1, draws.length)),
    },
    sets: ({ lottery, draws }, { argument }) => [
      delaysOf(draws, lottery.universeSize).flatMap((delay, i) => (delay >= argument ? [i + 1] : [])),
    ],
  },
  {
    id: 'cycle',
    title: { en: 'Numbers still missing in the current cycle', 'pt-BR': 'Números que faltam no ciclo atual' },
    needsHistory: true,
    sets: ({ lottery, draws }) => [missingInCycle(draws, lottery.universeSize)],
  },
  {
    id: 'group',
    title: { en: 'Numbers of a group of your own', 'pt-BR': 'Números de um grupo próprio' },
    ownNumbers: true,
  },
];

/** Rules that measure the shape of a game. They are off by default and always hold. */
const SHAPES: readonly Pick<Rule, 'id' | 'kind' | 'title' | 'range' | 'argument' | 'parts'>[] = [
  {
    id: 'sum',
    kind: 'SUM',
    title: { en: 'Sum of the numbers', 'pt-BR': 'Soma das dezenas' },
    range: ({ lottery, picks }) => ({ min: (picks * (picks + 1)) / 2, max: picks * lottery.universeSize - (picks * (picks - 1)) / 2 }),
  },
  {
    id: 'span',
    kind: 'SPAN',
    title: { en: 'Largest number minus smallest number', 'pt-BR': 'Amplitude (maior menos menor)' },
    range: ({ lottery, picks }) => ({ min: picks - 1, max: lottery.universeSize - 1 }),
  },
  {
    id: 'runs',
    kind: 'RUNS',
    title: { en: 'Runs of consecutive numbers', 'pt-BR': 'Sequências de números' },
    range: ({ picks }) => ({ min: 1, max: picks }),
  },
  {
    id: 'adjacent-pairs',
    kind: 'ADJACENT_PAIRS',
    title: { en: 'Pairs of consecutive numbers', 'pt-BR': 'Pares de números consecutivos' },
    range: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'smallest-gap',
    kind: 'SMALLEST_GAP',
    title: { en: 'Smallest difference of neighbours', 'pt-BR': 'Menor distância entre vizinhos' },
    range: ({ lottery }) => ({ min: 1, max: lottery.universeSize - 1 }),
  },
  {
    id: 'largest-gap',
    kind: 'LARGEST_GAP',
    title: { en: 'Largest difference of neighbours', 'pt-BR': 'Maior distância entre vizinhos' },
    range: ({ lottery }) => ({ min: 1, max: lottery.universeSize - 1 }),
  },
  {
    id: 'ac',
    kind: 'AC',
    title: { en: 'Arithmetic complexity (AC)', 'pt-BR': 'Complexidade aritmética (AC)' },
    range: ({ lottery, picks }) => ({ min: 0, max: Math.min(lottery.universeSize - 1, (picks * (picks - 1)) / 2) - (picks - 1) }),
  },
  {
    id: 'first-number',
    kind: 'FIRST',
    title: { en: 'Smallest number', 'pt-BR': 'Menor dezena' },
    range: ({ lottery, picks }) => ({ min: 1, max: lottery.universeSize - picks + 1 }),
  },
  {
    id: 'last-number',
    kind: 'LAST',
    title: { en: 'Largest number', 'pt-BR': 'Maior dezena' },
    range: ({ lottery, picks }) => ({ min: picks, max: lottery.universeSize }),
  },
  {
    id: 'number-at',
    kind: 'NUMBER_AT',
    title: { en: 'Number at a position of the game, in ascending order', 'pt-BR': 'Dezena em uma posição do jogo, em ordem crescente' },
    argument: {
      title: { en: 'the position', 'pt-BR': 'a posição' },
      range: ({ picks }) => ({ min: 1, max: picks }),
      default: () => 1,
    },
    range: ({ lottery }) => ({ min: 1, max: lottery.universeSize }),
  },
  {
    id: 'rows-hit',
    kind: 'QUOTIENTS',
    title: { en: 'Rows of the ticket with a number', 'pt-BR': 'Linhas do volante com alguma dezena' },
    range: ({ lottery, picks }) => ({ min: 1, max: Math.min(picks, rowsOf(lottery).length) }),
    parts: ({ lottery }) => ({ divisor: lottery.gridColumns, shift: 1 }),
  },
  {
    id: 'columns-hit',
    kind: 'REMAINDERS',
    title: { en: 'Columns of the ticket with a number', 'pt-BR': 'Colunas do volante com alguma dezena' },
    range: ({ lottery, picks }) => ({ min: 1, max: Math.min(picks, columnsOf(lottery).length) }),
    parts: ({ lottery }) => ({ divisor: lottery.gridColumns, shift: 1 }),
  },
  {
    id: 'decades-hit',
    kind: 'QUOTIENTS',
    title: { en: 'Decades (1-9, 10-19, …) with a number', 'pt-BR': 'Faixas de dezenas (1-9, 10-19, …) com alguma dezena' },
    range: ({ lottery, picks }) => ({ min: 1, max: Math.min(picks, decadesOf(lottery).length) }),
    parts: () => ({ divisor: 10, shift: 0 }),
  },
  {
    id: 'final-digits-hit',
    kind: 'REMAINDERS',
    title: { en: 'Different final digits', 'pt-BR': 'Finais diferentes' },
    range: ({ lottery, picks }) => ({ min: 1, max: Math.min(picks, finalDigitsOf(lottery).length) }),
    parts: () => ({ divisor: 10, shift: 0 }),
  },
  {
    id: 'digit-sum',
    kind: 'DIGIT_SUM',
    title: { en: 'Sum of the digits of all numbers', 'pt-BR': 'Soma dos dígitos das dezenas' },
    // The largest digit sum of a number is 18, of 99.
    range: ({ picks }) => ({ min: 1, max: picks * 18 }),
  },
  {
    id: 'deviation',
    kind: 'DEVIATION',
    title: { en: 'Standard deviation of the numbers, in hundredths', 'pt-BR': 'Desvio padrão das dezenas, em centésimos' },
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
    sets: ({ draws }) => [[...new Set(draws.slice(0, 2).flat())]],
    // 2 of 6 numbers; larger games keep the proportion.
    bounds: ({ picks }) => ({ min: 0, max: Math.max(2, Math.round(picks / 3)) }),
  },
  {
    id: 'not-all-odd',
    kind: 'COUNT',
    title: { en: 'Not all numbers odd', 'pt-BR': 'Nem todos ímpares' },
    through: 'NORMAL',
    on: always,
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter(isOdd)],
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-all-even',
    kind: 'COUNT',
    title: { en: 'Not all numbers even', 'pt-BR': 'Nem todos pares' },
    through: 'NORMAL',
    on: always,
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter((number) => !isOdd(number))],
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-the-first-numbers',
    kind: 'COUNT',
    title: { en: 'Not the first numbers of the ticket', 'pt-BR': 'Não só as primeiras dezenas do volante' },
    through: 'NORMAL',
    on: always,
    sets: ({ picks }) => [numbersTo(picks)],
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-the-last-numbers',
    kind: 'COUNT',
    title: { en: 'Not the last numbers of the ticket', 'pt-BR': 'Não só as últimas dezenas do volante' },
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
    title: {
      en: 'Game that shares all but one number with no past draw (quina)',
      'pt-BR': 'Jogo sem quina em concursos anteriores',
    },
    through: 'MINIMAL',
    // Nearly every game with many more numbers shares five numbers with some draw, so that the rule is off by default there.
    on: (context) => withHistory(context) && context.picks <= context.lottery.drawSize + 4,
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
    window: { ...drawsBack(0), default: ({ draws }) => Math.max(1, draws.length) },
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
    id: 'same-first',
    kind: 'SAME_FIRST',
    title: { en: 'Games in a row with the same smallest number', 'pt-BR': 'Jogos seguidos com a mesma menor dezena' },
    through: 'MINIMAL',
    on: never,
    looksBack: true,
    window: gamesBack(100),
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

function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}
