/** Every rule, in the order rules are checked: cheap ones first. A rejection counts for the first rule broken. */

import { columnsOf, decadesOf, finalDigitsOf, frameOf, numbersTo, quadrantsOf, rowsOf } from '../lotteries/ticket.js';
import type { Bounds, Rule, RuleContext } from './rule.js';

const always = () => true;
const whenAsked = () => false;
const upToPicks = ({ picks }: RuleContext): Bounds => ({ min: 0, max: picks });
const withHistory = ({ draws }: RuleContext) => draws.length > 0;

/** Counts of numbers in a set, off until asked for; they hold always. */
const COUNTS: readonly Pick<Rule, 'id' | 'title' | 'sets' | 'needsHistory' | 'ownNumbers'>[] = [
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
  ...[3, 4, 5, 6, 7, 8, 9, 10].map((m) => ({
    id: `multiples-of-${m}`,
    title: { en: `Multiples of ${m}`, 'pt-BR': `Múltiplos de ${m}` },
    sets: ({ lottery }: RuleContext) => [numbersTo(lottery.universeSize).filter((number) => number % m === 0)],
  })),
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
    title: { en: 'Numbers in each decade (1-9, 10-19, …)', 'pt-BR': 'Números em cada dezena (1-9, 10-19, …)' },
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
    id: 'group',
    title: { en: 'Numbers of a group of your own', 'pt-BR': 'Números de um grupo próprio' },
    ownNumbers: true,
  },
];

/** Measures of a game's shape, off until asked for; they hold always. */
const SHAPES: readonly Pick<Rule, 'id' | 'kind' | 'title' | 'range'>[] = [
  {
    id: 'sum',
    kind: 'SUM',
    title: { en: 'Sum of the numbers', 'pt-BR': 'Soma das dezenas' },
    range: ({ lottery, picks }) => ({ min: (picks * (picks + 1)) / 2, max: picks * lottery.universeSize - (picks * (picks - 1)) / 2 }),
  },
  {
    id: 'span',
    kind: 'SPAN',
    title: { en: 'Largest number less smallest', 'pt-BR': 'Amplitude (maior menos menor)' },
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
];

export const RULES: readonly Rule[] = [
  ...COUNTS.map((row): Rule => ({ ...row, kind: 'COUNT', through: 'MINIMAL', on: whenAsked, bounds: upToPicks })),
  ...SHAPES.map((row): Rule => ({ ...row, through: 'MINIMAL', on: whenAsked, bounds: row.range ?? upToPicks })),
  {
    id: 'odd',
    kind: 'COUNT',
    title: { en: 'Odd numbers', 'pt-BR': 'Números ímpares' },
    through: 'MINIMAL',
    on: whenAsked,
    byConstraint: true,
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter(isOdd)],
    bounds: ({ picks }) => ({ min: 0, max: picks }),
  },
  {
    id: 'even',
    kind: 'COUNT',
    title: { en: 'Even numbers', 'pt-BR': 'Números pares' },
    through: 'MINIMAL',
    on: whenAsked,
    byConstraint: true,
    sets: ({ lottery }) => [numbersTo(lottery.universeSize).filter((number) => !isOdd(number))],
    bounds: ({ picks }) => ({ min: 0, max: picks }),
  },
  {
    id: 'last-two-draws',
    kind: 'COUNT',
    title: { en: 'Numbers from the last two draws', 'pt-BR': 'Números dos dois últimos concursos' },
    through: 'MINIMAL',
    on: withHistory,
    needsHistory: true,
    sets: ({ draws }) => [[...new Set(draws.slice(0, 2).flat())]],
    // 2 of 6; games with more numbers keep the proportion.
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
    title: { en: 'Not an already drawn game', 'pt-BR': 'Jogo ainda não sorteado' },
    through: 'MINIMAL',
    on: withHistory,
    needsHistory: true,
    bounds: ({ lottery }) => ({ min: 0, max: lottery.drawSize - 1 }),
  },
  {
    id: 'near-drawn',
    kind: 'HISTORY',
    title: {
      en: 'Not one number short of an already drawn game (quina)',
      'pt-BR': 'Não a um número de um jogo já sorteado (quina)',
    },
    through: 'MINIMAL',
    // Of games with many more numbers nearly all hold five of some draw: there the rule must be asked for.
    on: (context) => withHistory(context) && context.picks <= context.lottery.drawSize + 4,
    needsHistory: true,
    bounds: ({ lottery }) => ({ min: 0, max: lottery.drawSize - 2 }),
  },
  {
    id: 'repetition',
    kind: 'WINDOW',
    title: { en: 'Numbers in common with each of the previous games', 'pt-BR': 'Números em comum com cada um dos jogos anteriores' },
    through: 'MINIMAL',
    on: whenAsked,
    byConstraint: true,
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
