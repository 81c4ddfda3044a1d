/** All score terms. A term gives 0 to 100 points; no term says how likely a game is. */

import type { ScoreTerm } from '../../core/program.js';
import { delaysOf, frequenciesOf } from '../lotteries/draw-frequencies.js';
import { decadesOf, numbersTo } from '../lotteries/ticket.js';
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
      en: '100 × (1 − |odd − ideal| / most possible distance); without an ideal, how even odd and even are',
      'pt-BR': '100 × (1 − |ímpares − ideal| / maior distância possível); sem ideal, o equilíbrio entre ímpares e pares',
    },
    defaultWeight: 1,
    ideal: ({ picks }) => ({ min: 0, max: picks, default: Math.round(picks / 2) }),
    compile: ({ lottery, picks }, share, ideal) => [
      countTerm(
        numbersTo(lottery.universeSize).filter((number) => number % 2 === 1),
        picks,
        share,
        ideal,
      ),
    ],
  },
  {
    id: 'low-high',
    title: { en: 'Low and high numbers', 'pt-BR': 'Baixos e altos' },
    formula: {
      en: 'as parity, of the numbers of the lower half',
      'pt-BR': 'como ímpares e pares, com os números da metade baixa',
    },
    defaultWeight: 1,
    ideal: ({ picks }) => ({ min: 0, max: picks, default: Math.round(picks / 2) }),
    compile: ({ lottery, picks }, share, ideal) => [countTerm(numbersTo(Math.floor(lottery.universeSize / 2)), picks, share, ideal)],
  },
  {
    id: 'sum',
    title: { en: 'Sum near its mean', 'pt-BR': 'Soma perto da média' },
    formula: {
      en: '100 × max(0, 1 − |sum − ideal| / 3 s), s² = picks (N + 1) (N − picks) / 12; the ideal is the mean, picks (N + 1) / 2',
      'pt-BR': '100 × max(0, 1 − |soma − ideal| / 3 s), s² = dezenas (N + 1) (N − dezenas) / 12; o ideal é a média, dezenas (N + 1) / 2',
    },
    defaultWeight: 1,
    ideal: ({ lottery, picks }) => ({
      min: (picks * (picks + 1)) / 2,
      max: picks * lottery.universeSize - (picks * (picks - 1)) / 2,
      default: Math.round((picks * (lottery.universeSize + 1)) / 2),
    }),
    compile: sumTerm,
  },
  {
    id: 'decades',
    title: { en: 'Spread over the decades', 'pt-BR': 'Espalhamento pelas faixas de dezenas' },
    formula: {
      en: '100 × decades (1-9, 10-19, …) with a number / most possible',
      'pt-BR': '100 × faixas (1-9, 10-19, …) com algum número / máximo possível',
    },
    defaultWeight: 1,
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
    compile: (context, share) => [numbersTerm(context, delaysOf(context.draws, context.lottery.universeSize), share)],
  },
];

export function findScoreTerm(id: string): ScoreTermRow | undefined {
  return SCORE_TERMS.find((term) => term.id === id);
}

/**
 * Compiles the closeness of a count to its ideal. Without an ideal, the ideal is half of the picks, and the nearest possible count scores 100:
 * 1 − (|count − picks/2| − r) / (picks/2 − r), with r = ½ for an odd number of picks, else 0.
 */
function countTerm(numbers: number[], picks: number, share: number, ideal: number | undefined): ScoreTerm {
  const best = ideal ?? picks / 2;
  const unavoidable = ideal === undefined ? (picks % 2) / 2 : 0;
  const most = Math.max(best, picks - best) - unavoidable;
  const table = Array.from({ length: picks + 1 }, (_, count) => {
    const distance = Math.abs(count - best) - unavoidable;
    return points(share * (most > 0 ? 1 - distance / most : 1));
  });
  return { kind: 'COUNT', mask: maskOf(numbers), first: 0, base: 0n, most: 0n, table };
}

function sumTerm({ lottery: { universeSize }, picks }: ScoreContext, share: number, ideal: number | undefined): ScoreTerm[] {
  const first = (picks * (picks + 1)) / 2;
  const best = ideal ?? (picks * (universeSize + 1)) / 2;
  const deviation = Math.sqrt((picks * (universeSize + 1) * (universeSize - picks)) / 12);
  const table = Array.from({ length: picks * (universeSize - picks) + 1 }, (_, i) => {
    const distance = Math.abs(first + i - best);
    return points(share * Math.max(0, deviation > 0 ? 1 - distance / (3 * deviation) : 1));
  });
  return [{ kind: 'SUM', mask: 0n, first, base: 0n, most: 0n, table }];
}

/**
 * Compiles 50 + 50 z / 3 points, clamped to 0 and 100. z is the standardised sum of the values of a game's numbers. The sum over a random game
 * has the variance of the values × picks (N − picks) / (N − 1).
 */
function numbersTerm({ lottery: { universeSize }, picks }: ScoreContext, values: number[], share: number): ScoreTerm {
  const mean = values.reduce((sum, value) => sum + value, 0) / universeSize;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / universeSize;
  const deviation = Math.sqrt((variance * picks * (universeSize - picks)) / Math.max(1, universeSize - 1));
  return {
    kind: 'NUMBERS',
    mask: 0n,
    first: 0,
    base: BigInt(points(share / 2)),
    most: BigInt(points(share)),
    table: values.map((value) => (deviation > 0 ? points((share * (value - mean)) / (6 * deviation)) : 0)),
  };
}

function points(share: number): number {
  return Math.round(share * FULL_SCORE);
}
