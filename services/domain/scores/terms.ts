/** All score terms. A term gives 0 to 100 points; no term says how likely a game is. */

import type { ScoreTerm } from '../../core/program.js';
import { columnBoundsOf } from '../lotteries/column-bounds.js';
import { delaysOf, frequenciesOf, resultsOf } from '../lotteries/draw-frequencies.js';
import type { Lottery } from '../lotteries/lottery.js';
import { sumRangeOf } from '../lotteries/sum-range.js';
import { decadesOf, lowOf, numbersTo, valuesOf } from '../lotteries/ticket.js';
import { maskOf } from '../rules/apply-rules.js';
import { FULL_SCORE, type ScoreContext, type ScoreTermRow } from './term.js';

const needsHistory = ({ draws }: ScoreContext) => (draws.length === 0 ? 'needs an imported draw history' : undefined);

export const SCORE_TERMS: readonly ScoreTermRow[] = [
  {
    id: 'popularity',
    title: { en: 'Unpopular combination', 'pt-BR': 'Combinação pouco popular' },
    formula: {
      en: '50 − 50 z / 3, z = (sum of the numbers’ popularity − its mean over random games) / its standard deviation. Popularity changes how many would share a prize, never the chance of winning.',
      'pt-BR':
        '50 − 50 z / 3, z = (soma da popularidade das dezenas − sua média em jogos aleatórios) / seu desvio padrão. A popularidade só muda o número de pessoas que dividiriam um prêmio, nunca a chance de ganhar.',
    },
    defaultWeight: 4,
    unavailable: ({ popularity }) =>
      popularity ? undefined : 'needs a popularity model: import draws with winners and revenue (dezenas draws fit)',
    compile: (context, share) => [numbersTerm(context, context.popularity?.effects.map((effect) => -effect) ?? [], share)],
  },
  {
    id: 'parity',
    title: { en: 'Odd and even numbers', 'pt-BR': 'Ímpares e pares' },
    formula: {
      en: '100 × (1 − (|odd − ideal| − least) / (most − least)), least and most of all possible games; without an ideal, half of the numbers',
      'pt-BR':
        '100 × (1 − (|ímpares − ideal| − menor) / (maior − menor)), menor e maior de todos os jogos possíveis; sem ideal, a metade das dezenas',
    },
    defaultWeight: 1,
    ideal: (context) => idealCount(context, oddOf(context.lottery)),
    compile: (context, share, ideal) => [countTerm(context, oddOf(context.lottery), share, ideal)],
  },
  {
    id: 'low-high',
    title: { en: 'Low and high numbers', 'pt-BR': 'Baixos e altos' },
    formula: {
      en: 'as parity, of the numbers of the lower half',
      'pt-BR': 'como ímpares e pares, com os números da metade baixa',
    },
    defaultWeight: 1,
    ideal: (context) => idealCount(context, lowOf(context.lottery)),
    compile: (context, share, ideal) => [countTerm(context, lowOf(context.lottery), share, ideal)],
  },
  {
    id: 'sum',
    title: { en: 'Sum near its mean', 'pt-BR': 'Soma perto da média' },
    formula: {
      en: '100 × max(0, 1 − |sum − ideal| / 3 s); the ideal is the mean of all possible games, s the standard deviation: picks (N + 1) / 2 and √(picks (N + 1) (N − picks) / 12); with columns, of the digits',
      'pt-BR':
        '100 × max(0, 1 − |soma − ideal| / 3 s); o ideal é a média de todos os jogos possíveis, s o desvio padrão: dezenas (N + 1) / 2 e √(dezenas (N + 1) (N − dezenas) / 12); com colunas, dos dígitos',
    },
    defaultWeight: 1,
    ideal: (context) => ({
      ...sumRangeOf(context.lottery, context.picks),
      default: Math.round(spreadOf(context, valuesOf(context.lottery)).mean),
    }),
    compile: sumTerm,
  },
  {
    id: 'decades',
    title: { en: 'Spread over the decades', 'pt-BR': 'Espalhamento pelas faixas de dezenas' },
    formula: {
      en: '100 × decades (1-9, 10-19, …; in Lotomania 00-09, 10-19, …) with a number / most possible',
      'pt-BR': '100 × faixas (1-9, 10-19, …; na Lotomania 00-09, 10-19, …) com algum número / máximo possível',
    },
    defaultWeight: 1,
    unavailable: ({ lottery }) =>
      lottery.columnSize === undefined ? undefined : `means nothing for ${lottery.name}: its ticket has columns of digits`,
    compile: ({ lottery, picks }, share) => {
      const decades = decadesOf(lottery);
      const each = points(share / Math.min(decades.length, picks));
      return decades.map((numbers) => ({
        kind: 'COUNT',
        mask: maskOf(numbers),
        first: 0,
        base: 0n,
        most: 0n,
        table: Array.from({ length: picks + 1 }, (_, count) => (count === 0 ? 0 : each)),
      }));
    },
  },
  {
    id: 'frequency',
    title: {
      en: 'Numbers drawn often (describes the past, predicts nothing)',
      'pt-BR': 'Números frequentes (descreve o passado, não prevê nada)',
    },
    formula: {
      en: '50 + 50 z / 3, z = (sum of the numbers’ frequencies − its mean over random games) / its standard deviation',
      'pt-BR': '50 + 50 z / 3, z = (soma das frequências das dezenas − sua média em jogos aleatórios) / seu desvio padrão',
    },
    defaultWeight: 0,
    unavailable: needsHistory,
    compile: (context, share) => [numbersTerm(context, frequenciesOf(context.draws, context.lottery.universeSize), share)],
  },
  {
    id: 'delay',
    title: {
      en: 'Overdue numbers (describes the past, predicts nothing)',
      'pt-BR': 'Números atrasados (descreve o passado, não prevê nada)',
    },
    formula: {
      en: '50 + 50 z / 3, z = (sum of the numbers’ delays − its mean over random games) / its standard deviation',
      'pt-BR': '50 + 50 z / 3, z = (soma dos atrasos das dezenas − sua média em jogos aleatórios) / seu desvio padrão',
    },
    defaultWeight: 0,
    unavailable: needsHistory,
    compile: (context, share) => [
      numbersTerm(context, delaysOf(resultsOf(context.draws, context.lottery.drawsPerResult), context.lottery.universeSize), share),
    ],
  },
];

export function findScoreTerm(id: string): ScoreTermRow | undefined {
  return SCORE_TERMS.find((term) => term.id === id);
}

function oddOf(lottery: Lottery): number[] {
  const values = valuesOf(lottery);
  return numbersTo(lottery.universeSize).filter((number) => values[number - 1] % 2 === 1);
}

/** Returns how many numbers of a set a game can have: at least and at most. */
function possibleCounts({ lottery, picks }: ScoreContext, numbers: number[]): { min: number; max: number } {
  const columns = columnBoundsOf(lottery, picks);
  if (!columns) return { min: Math.max(0, picks - (lottery.universeSize - numbers.length)), max: Math.min(picks, numbers.length) };
  // Half of the digits of each column are in the set, more than a game has in a column.
  return { min: 0, max: picks };
}

function idealCount(context: ScoreContext, numbers: number[]): { min: number; max: number; default: number } {
  const range = possibleCounts(context, numbers);
  return { ...range, default: Math.min(range.max, Math.max(range.min, Math.round(context.picks / 2))) };
}

/** Compiles the closeness of a count to its ideal: 100 for the nearest possible count, 0 for the furthest. Without an ideal, half of the picks. */
function countTerm(context: ScoreContext, numbers: number[], share: number, ideal = context.picks / 2): ScoreTerm {
  const { min, max } = possibleCounts(context, numbers);
  const furthest = Math.max(ideal - min, max - ideal);
  // The counts are whole; the nearest one to an ideal between two counts is half away.
  const nearest = Math.abs(Math.min(max, Math.max(min, Math.round(ideal))) - ideal);
  const table = Array.from({ length: context.picks + 1 }, (_, count) => {
    const distance = Math.min(furthest, Math.abs(count - ideal));
    return points(share * (furthest > nearest ? 1 - (distance - nearest) / (furthest - nearest) : 1));
  });
  return { kind: 'COUNT', mask: maskOf(numbers), first: 0, base: 0n, most: 0n, table };
}

/** Returns the mean and the standard deviation of the sum of a game's values over random games. With columns, games have the same count in each. */
function spreadOf(
  { lottery: { universeSize, columnSize }, picks }: ScoreContext,
  values: readonly number[],
): { mean: number; deviation: number } {
  const size = columnSize ?? universeSize;
  const pools = Array.from({ length: universeSize / size }, (_, i) => values.slice(i * size, (i + 1) * size));
  const drawn = picks / pools.length;
  let mean = 0;
  let variance = 0;
  for (const pool of pools) {
    const average = pool.reduce((sum, value) => sum + value, 0) / size;
    const spread = pool.reduce((sum, value) => sum + (value - average) ** 2, 0) / size;
    mean += drawn * average;
    variance += (spread * drawn * (size - drawn)) / Math.max(1, size - 1);
  }
  return { mean, deviation: Math.sqrt(variance) };
}

/** Returns the sums that the core's table has an entry for: of any `picks` numbers. */
function tabulatedSums({ lottery, picks }: ScoreContext): { first: number; last: number } {
  const values = valuesOf(lottery).toSorted((a, b) => a - b);
  const total = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0);
  return { first: total(values.slice(0, picks)), last: total(values.slice(-picks)) };
}

function sumTerm(context: ScoreContext, share: number, ideal: number | undefined): ScoreTerm[] {
  const { first, last } = tabulatedSums(context);
  const { mean, deviation } = spreadOf(context, valuesOf(context.lottery));
  const best = ideal ?? mean;
  const table = Array.from({ length: last - first + 1 }, (_, i) => {
    const distance = Math.abs(first + i - best);
    return points(share * Math.max(0, deviation > 0 ? 1 - distance / (3 * deviation) : 1));
  });
  return [{ kind: 'SUM', mask: 0n, first, base: 0n, most: 0n, table }];
}

/** Compiles the popularity of a game, 100 points for the most popular. Undefined without a model. */
export function popularityTerm(context: ScoreContext): ScoreTerm | undefined {
  return context.popularity && numbersTerm(context, context.popularity.effects, 1);
}

/** Compiles 50 + 50 z / 3 points, clamped to 0 and 100. z is the standardised sum of the values of a game's numbers over random games. */
function numbersTerm(context: ScoreContext, values: number[], share: number): ScoreTerm {
  const { mean, deviation } = spreadOf(context, values);
  const each = mean / context.picks;
  return {
    kind: 'NUMBERS',
    mask: 0n,
    first: 0,
    base: BigInt(points(share / 2)),
    most: BigInt(points(share)),
    table: values.map((value) => (deviation > 0 ? points((share * (value - each)) / (6 * deviation)) : 0)),
  };
}

function points(share: number): number {
  return Math.round(share * FULL_SCORE);
}
