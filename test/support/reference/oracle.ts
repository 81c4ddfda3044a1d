/** What a game is worth, in plain TypeScript written from the words of the rules and not from the core. */

import type { AppliedRule, ScoreSetting } from '../../../services/domain/game-spec/spec.js';
import { numbersTo } from '../data/random.js';

/** The same numbers are needed for game after game. */
const NUMBERS = Array.from({ length: 129 }, (_, size) => numbersTo(size));
const numbersOf = (size: number): readonly number[] => NUMBERS[size];

export interface OracleContext {
  universeSize: number;
  /** Of the ticket's grid; default ten. */
  gridColumns?: number;
  /** Numbers of each column of a ticket made of columns of digits. */
  columnSize?: number;
  /** What the ticket prints; Lotomania's 100 is 00. */
  labels?: readonly number[];
  /** Of each number, from a fitted model. */
  effects?: readonly number[];
  /** Draws of a result (concurso); default one. */
  drawsPerResult?: number;
  /** Newest first. */
  draws: number[][];
  /** The earlier games of the job, oldest first. */
  window: number[][];
}

/** What a rule measures with. */
export type OracleRule = Pick<AppliedRule, 'id'> & Partial<Pick<AppliedRule, 'numbers' | 'argument' | 'window'>>;

const LEVEL_CODES = { STRICT: 1, NORMAL: 2, RELAXED: 3, MINIMAL: 4 };

/** Index of the first rule that holds on the level and that the game breaks; -1 when there is none. */
export function judge(game: number[], rules: AppliedRule[], level: number, context: OracleContext): number {
  return rules.findIndex((rule) => level <= LEVEL_CODES[rule.through] && !holds(game, rule, context));
}

export function holds(game: number[], rule: AppliedRule, context: OracleContext): boolean {
  const { min, max, negated, members } = rule;
  if (members.length > 0) return members.filter((member) => holds(game, member, context)).length >= min;
  return counts(rule, game, context).every((count) => count >= min && count <= max) !== negated;
}

/** Every measure that the rule bounds. */
export function counts(
  { id, numbers: own = [], argument = 0, window: back = 0 }: OracleRule,
  game: number[],
  context: OracleContext,
): number[] {
  const { universeSize, gridColumns = 10, columnSize, draws, window, drawsPerResult = 1 } = context;
  // As a player reads the ticket: digits in columns, 00 as zero.
  const read = context.labels ? game.map((number) => readingOf(number, context)).sort((a, b) => a - b) : game;
  const amongRead = (test: (value: number) => boolean) => [read.filter(test).length];
  const concursos = () =>
    draws.filter((_, i) => i % drawsPerResult === 0).map((_, i) => draws.slice(i * drawsPerResult, (i + 1) * drawsPerResult));
  const lately = (count: number) => draws.slice(0, count * drawsPerResult);
  const among = (test: (number: number) => boolean) => [game.filter(test).length];
  // Counts by key, for every key that some number has.
  const each = (keyOf: (number: number) => number) => {
    const found = new Map(numbersOf(universeSize).map((number) => [keyOf(number), 0]));
    for (const number of game) found.set(keyOf(number), (found.get(keyOf(number)) ?? 0) + 1);
    return [...found.values()];
  };
  const row = (number: number) => (columnSize ? readingOf(number, context) : Math.ceil(number / gridColumns));
  const column = (number: number) => (columnSize ? Math.ceil(number / columnSize) : ((number - 1) % gridColumns) + 1);
  const rows = Math.ceil(universeSize / gridColumns);
  // Without a neighbour's cell on some side of the grid, as if the last row were complete.
  const border = (number: number) => row(number) === 1 || row(number) === rows || column(number) === 1 || column(number) === gridColumns;
  const gaps = read.slice(1).map((value, i) => value - read[i]);
  const times = (number: number, of: number[][]) => of.filter((draw) => draw.includes(number)).length;
  switch (id) {
    case 'low':
      return amongRead((value) => value < middleOf(context));
    case 'high':
      return amongRead((value) => value >= middleOf(context));
    case 'primes':
      return amongRead((value) => value > 1 && !numbersOf(value - 1).some((divisor) => divisor > 1 && value % divisor === 0));
    case 'fibonacci':
      return amongRead((value) => [1, 2, 3, 5, 8, 13, 21, 34, 55, 89].includes(value));
    case 'squares':
      return amongRead((value) => [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121].includes(value));
    case 'multiples':
      return amongRead((value) => value % argument === 0);
    case 'frame':
      return among(border);
    case 'centre':
      return among((number) => !border(number));
    case 'each-row':
      return each(row);
    case 'each-column':
      return each(column);
    case 'each-quadrant':
      return each((number) => (row(number) * 2 > rows + 1 ? 2 : 0) + (column(number) * 2 > gridColumns + 1 ? 1 : 0));
    case 'each-decade':
      return each((number) => Math.floor(readingOf(number, context) / 10));
    case 'each-final-digit':
      return each((number) => number % 10);
    case 'last-draw':
      return among((number) => lately(1).some((draw) => draw.includes(number)));
    case 'last-draws':
      return among((number) => lately(back).some((draw) => draw.includes(number)));
    case 'hot':
    case 'cold': {
      const recent = lately(back);
      const drawn = numbersOf(universeSize).map((number) => times(number, recent));
      const ahead = (other: number, number: number) => {
        const more = (drawn[other - 1] - drawn[number - 1]) * (id === 'hot' ? 1 : -1);
        return more > 0 || (more === 0 && other < number);
      };
      return among((number) => numbersOf(universeSize).filter((other) => ahead(other, number)).length < argument);
    }
    case 'overdue':
      return among((number) => !lately(argument).some((draw) => draw.includes(number)));
    case 'cycle': {
      let open: number[][] = [];
      for (const concurso of concursos().reverse()) {
        open.push(...concurso);
        if (numbersOf(universeSize).every((number) => open.some((past) => past.includes(number)))) open = [];
      }
      return among((number) => !open.some((draw) => draw.includes(number)));
    }
    case 'group':
      return among((number) => own.includes(number));
    case 'sum':
      return [read.reduce((sum, value) => sum + value, 0)];
    case 'digit-sum':
      return [[...read.join('')].reduce((sum, digit) => sum + Number(digit), 0)];
    case 'rows-hit':
      return [new Set(game.map(row)).size];
    case 'columns-hit':
      return [new Set(game.map(column)).size];
    case 'decades-hit':
      return [new Set(read.map((value) => Math.floor(value / 10))).size];
    case 'final-digits-hit':
      return [new Set(game.map((number) => number % 10)).size];
    case 'popularity':
      // Unpopular by as much as the score term says; whole hundredths.
      return [Math.round(10_000 - 100 * points('popularity', game, undefined, context, [...(context.effects ?? [])]))];
    case 'same-first':
      return [(back > 1 ? window.slice(1 - back) : []).filter((other) => leastOf(other, context) === read[0]).length + 1];
    case 'deviation': {
      const mean = read.reduce((sum, value) => sum + value, 0) / read.length;
      const variance = read.reduce((sum, value) => sum + (value - mean) ** 2, 0) / read.length;
      // Rounded down, but not for the last bits of a whole number.
      return [Math.floor(Math.sqrt(variance) * 100 + 1e-9)];
    }
    case 'span':
      return [read[read.length - 1] - read[0]];
    case 'runs':
      return [gaps.filter((gap) => gap > 1).length + 1];
    case 'adjacent-pairs':
      return [gaps.filter((gap) => gap === 1).length];
    case 'smallest-gap':
      return [Math.min(...gaps)];
    case 'largest-gap':
      return [Math.max(...gaps)];
    case 'ac':
      return [new Set(read.flatMap((a, i) => read.slice(i + 1).map((b) => b - a))).size - (read.length - 1)];
    case 'first-number':
      return [read[0]];
    case 'last-number':
      return [read[read.length - 1]];
    case 'number-at':
      return [read[argument - 1]];
    case 'odd':
    case 'not-all-odd':
      return among((number) => number % 2 === 1);
    case 'even':
    case 'not-all-even':
      return among((number) => number % 2 === 0);
    case 'last-two-draws':
      return among((number) => lately(2).some((draw) => draw.includes(number)));
    case 'not-the-first-numbers':
      return among((number) => number <= game.length);
    case 'not-the-last-numbers':
      return among((number) => number > universeSize - game.length);
    case 'longest-run':
      return [longestRun(read)];
    case 'drawn':
    case 'near-drawn':
      return draws.map((draw) => common(game, draw));
    case 'history':
      return lately(back).map((draw) => common(game, draw));
    case 'repetition':
      return window.slice(-back).map((earlier) => common(game, earlier));
    case 'pairs':
    case 'triples': {
      const size = id === 'pairs' ? 2 : 3;
      const earlier = back > 1 ? window.slice(1 - back) : [];
      return [Math.max(...subsetsOf(game, size).map((subset) => earlier.filter((other) => common(other, subset) === size).length + 1))];
    }
    default:
      throw new Error(`the oracle does not know ${id}`);
  }
}

/** What the terms of a score are worth, before rounding, in hundredths of a point. */
export function score(game: number[], settings: ScoreSetting[], context: OracleContext, effects: number[] = []): number {
  const total = settings.reduce((sum, { weight }) => sum + weight, 0);
  return settings.reduce((sum, { id, weight, ideal }) => sum + (100 * weight * points(id, game, ideal, context, effects)) / total, 0);
}

/** 0 to 100. */
function points(id: string, game: number[], ideal: number | undefined, context: OracleContext, effects: number[]): number {
  const { universeSize, draws, columnSize = universeSize, drawsPerResult = 1 } = context;
  const picks = game.length;
  const read = game.map((number) => readingOf(number, context));
  const all = numbersTo(universeSize);
  // Over the counts of all possible games: with as many others as there are, up to all numbers of the kind.
  const balance = (test: (value: number) => boolean) => {
    const kind = all.filter((number) => test(readingOf(number, context)));
    const most = columnSize < universeSize ? picks : Math.min(picks, kind.length);
    const least = columnSize < universeSize ? 0 : picks - Math.min(picks, universeSize - kind.length);
    const distances: number[] = [];
    for (let count = least; count <= most; count++) distances.push(Math.abs(count - (ideal ?? picks / 2)));
    const own = Math.abs(read.filter(test).length - (ideal ?? picks / 2));
    const [nearest, furthest] = [Math.min(...distances), Math.max(...distances)];
    return nearest === furthest ? 100 : (100 * (furthest - Math.min(furthest, own))) / (furthest - nearest);
  };
  // Mean and deviation of the sum of values over games with as many numbers of each column.
  const spread = (values: number[]) => {
    const columns = universeSize / columnSize;
    const drawn = picks / columns;
    let [mean, variance] = [0, 0];
    for (let column = 0; column < columns; column++) {
      const some = values.filter((_, i) => Math.floor(i / columnSize) === column);
      const average = some.reduce((sum, value) => sum + value, 0) / columnSize;
      const squares = some.reduce((sum, value) => sum + value * value, 0) / columnSize;
      mean += average * drawn;
      variance += (squares - average * average) * drawn * ((columnSize - drawn) / (columnSize - 1));
    }
    return { mean, deviation: Math.sqrt(variance) };
  };
  const standing = (values: number[]) => {
    const { mean, deviation } = spread(values);
    const sum = game.reduce((total, number) => total + values[number - 1], 0);
    return Math.min(100, Math.max(0, 50 + (50 * (sum - mean)) / deviation / 3));
  };
  switch (id) {
    case 'parity':
      return balance((value) => value % 2 === 1);
    case 'low-high':
      return balance((value) => value < middleOf(context));
    case 'sum': {
      const { mean, deviation } = spread(all.map((number) => readingOf(number, context)));
      const sum = read.reduce((total, value) => total + value, 0);
      return 100 * Math.max(0, 1 - Math.abs(sum - (ideal ?? mean)) / (3 * deviation));
    }
    case 'decades': {
      const decades = new Set(all.map((number) => Math.floor(readingOf(number, context) / 10))).size;
      return (100 * new Set(read.map((value) => Math.floor(value / 10))).size) / Math.min(decades, picks);
    }
    case 'popularity':
      return standing(effects.map((effect) => -effect));
    case 'frequency':
      return standing(all.map((number) => draws.filter((draw) => draw.includes(number)).length));
    case 'delay':
      return standing(
        all.map((number) => {
          const last = draws.findIndex((draw) => draw.includes(number));
          return Math.floor((last < 0 ? draws.length + drawsPerResult - 1 : last) / drawsPerResult);
        }),
      );
    default:
      throw new Error(`the oracle does not know ${id}`);
  }
}

/** What a player reads where the ticket has a number: the last digit of its column, 00 as zero, or the number itself. */
function readingOf(number: number, { columnSize, labels }: OracleContext): number {
  const printed = labels ? labels[number - 1] : number;
  return columnSize ? printed - columnSize * Math.floor(printed / columnSize) : printed;
}

/** The first value of the upper half. */
function middleOf({ universeSize, columnSize, labels }: OracleContext): number {
  if (columnSize) return columnSize / 2;
  return Math.floor(universeSize / 2) + (labels ? 0 : 1);
}

function leastOf(game: number[], context: OracleContext): number {
  return Math.min(...game.map((number) => readingOf(number, context)));
}

function subsetsOf(numbers: number[], size: number): number[][] {
  if (size === 0) return [[]];
  return numbers.flatMap((number, i) => subsetsOf(numbers.slice(i + 1), size - 1).map((rest) => [number, ...rest]));
}

function common(a: number[], b: number[]): number {
  return a.filter((number) => b.includes(number)).length;
}

function longestRun(game: number[]): number {
  let longest = 1;
  let run = 1;
  for (let i = 1; i < game.length; i++) {
    run = game[i] === game[i - 1] + 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
