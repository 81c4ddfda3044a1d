/** Judges and scores games in plain TypeScript, written from the definitions of the rules, independently of the core. */

import type { AppliedRule, ScoreSetting } from '../../../services/domain/game-spec/spec.js';
import { numbersTo } from '../data/random.js';

/** The numbers 1 to each size, computed once because every game needs them. */
const NUMBERS = Array.from({ length: 129 }, (_, size) => numbersTo(size));
const numbersOf = (size: number): readonly number[] => NUMBERS[size];

export interface OracleContext {
  universeSize: number;
  /** Columns of the ticket's grid; the default is ten. */
  gridColumns?: number;
  /** Numbers of the draws, newest first. */
  draws: number[][];
  /** The earlier games of the job, oldest first. */
  window: number[][];
}

/** The fields of a rule that its measure depends on. */
export type OracleRule = Pick<AppliedRule, 'id'> & Partial<Pick<AppliedRule, 'numbers' | 'argument' | 'window'>>;

const LEVEL_CODES = { STRICT: 1, NORMAL: 2, RELAXED: 3, MINIMAL: 4 };

/** Returns the index of the first rule that applies on the level and that the game breaks; -1 if no rule is broken. */
export function judge(game: number[], rules: AppliedRule[], level: number, context: OracleContext): number {
  return rules.findIndex((rule) => level <= LEVEL_CODES[rule.through] && !holds(game, rule, context));
}

export function holds(game: number[], rule: AppliedRule, context: OracleContext): boolean {
  const { min, max, negated, members } = rule;
  if (members.length > 0) return members.filter((member) => holds(game, member, context)).length >= min;
  return counts(rule, game, context).every((count) => count >= min && count <= max) !== negated;
}

/** Returns every measure that the rule bounds. */
export function counts(
  { id, numbers: own = [], argument = 0, window: back = 0 }: OracleRule,
  game: number[],
  { universeSize, gridColumns = 10, draws, window }: OracleContext,
): number[] {
  const among = (test: (number: number) => boolean) => [game.filter(test).length];
  // Counts of the game's numbers by key, including keys with a count of 0.
  const each = (keyOf: (number: number) => number) => {
    const found = new Map(numbersOf(universeSize).map((number) => [keyOf(number), 0]));
    for (const number of game) found.set(keyOf(number), (found.get(keyOf(number)) ?? 0) + 1);
    return [...found.values()];
  };
  const row = (number: number) => Math.ceil(number / gridColumns);
  const column = (number: number) => number - gridColumns * (row(number) - 1);
  // In an incomplete last row every number is on the border, and so is every number above a missing cell.
  const border = (number: number) =>
    number <= gridColumns || number > universeSize - gridColumns || [1, gridColumns].includes(column(number));
  const gaps = game.slice(1).map((number, i) => number - game[i]);
  const times = (number: number, of: number[][]) => of.filter((draw) => draw.includes(number)).length;
  const rows = row(universeSize);
  switch (id) {
    case 'low':
      return among((number) => number <= Math.floor(universeSize / 2));
    case 'high':
      return among((number) => number > Math.floor(universeSize / 2));
    case 'primes':
      return among((number) => number > 1 && !numbersOf(number - 1).some((divisor) => divisor > 1 && number % divisor === 0));
    case 'fibonacci':
      return among((number) => [1, 2, 3, 5, 8, 13, 21, 34, 55, 89].includes(number));
    case 'squares':
      return among((number) => [1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121].includes(number));
    case 'multiples':
      return among((number) => number % argument === 0);
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
      return each((number) => Math.floor(number / 10));
    case 'each-final-digit':
      return each((number) => number % 10);
    case 'last-draw':
      return among((number) => draws[0].includes(number));
    case 'last-draws':
      return among((number) => draws.slice(0, back).some((draw) => draw.includes(number)));
    case 'hot':
    case 'cold': {
      const recent = draws.slice(0, back);
      const drawn = numbersOf(universeSize).map((number) => times(number, recent));
      const hottest = [...numbersOf(universeSize)].sort((a, b) => drawn[b - 1] - drawn[a - 1] || a - b);
      const those = id === 'hot' ? hottest.slice(0, argument) : hottest.slice(universeSize - argument);
      return among((number) => those.includes(number));
    }
    case 'overdue':
      return among((number) => !draws.slice(0, argument).some((draw) => draw.includes(number)));
    case 'cycle': {
      let open: number[][] = [];
      for (const draw of [...draws].reverse()) {
        open.push(draw);
        if (numbersOf(universeSize).every((number) => open.some((past) => past.includes(number)))) open = [];
      }
      return among((number) => !open.some((draw) => draw.includes(number)));
    }
    case 'group':
      return among((number) => own.includes(number));
    case 'sum':
      return [game.reduce((sum, number) => sum + number, 0)];
    case 'digit-sum':
      return [[...game.join('')].reduce((sum, digit) => sum + Number(digit), 0)];
    case 'rows-hit':
      return [new Set(game.map(row)).size];
    case 'columns-hit':
      return [new Set(game.map(column)).size];
    case 'decades-hit':
      return [new Set(game.map((number) => Math.floor(number / 10))).size];
    case 'final-digits-hit':
      return [new Set(game.map((number) => number % 10)).size];
    case 'same-first':
      return [(back > 1 ? window.slice(1 - back) : []).filter((other) => other[0] === game[0]).length + 1];
    case 'deviation': {
      const mean = game.reduce((sum, number) => sum + number, 0) / game.length;
      const variance = game.reduce((sum, number) => sum + (number - mean) ** 2, 0) / game.length;
      // Rounded down. The small addend corrects floating-point errors just below a whole number.
      return [Math.floor(Math.sqrt(variance) * 100 + 1e-9)];
    }
    case 'span':
      return [game[game.length - 1] - game[0]];
    case 'runs':
      return [gaps.filter((gap) => gap > 1).length + 1];
    case 'adjacent-pairs':
      return [gaps.filter((gap) => gap === 1).length];
    case 'smallest-gap':
      return [Math.min(...gaps)];
    case 'largest-gap':
      return [Math.max(...gaps)];
    case 'ac':
      return [new Set(game.flatMap((a, i) => game.slice(i + 1).map((b) => b - a))).size - (game.length - 1)];
    case 'first-number':
      return [game[0]];
    case 'last-number':
      return [game[game.length - 1]];
    case 'number-at':
      return [game[argument - 1]];
    case 'odd':
    case 'not-all-odd':
      return among((number) => number % 2 === 1);
    case 'even':
    case 'not-all-even':
      return among((number) => number % 2 === 0);
    case 'last-two-draws':
      return among((number) => draws.slice(0, 2).some((draw) => draw.includes(number)));
    case 'not-the-first-numbers':
      return among((number) => number <= game.length);
    case 'not-the-last-numbers':
      return among((number) => number > universeSize - game.length);
    case 'longest-run':
      return [longestRun(game)];
    case 'drawn':
    case 'near-drawn':
      return draws.map((draw) => common(game, draw));
    case 'history':
      return draws.slice(0, back).map((draw) => common(game, draw));
    case 'repetition':
      return window.slice(-back).map((earlier) => common(game, earlier));
    case 'pairs':
    case 'triples': {
      const size = id === 'pairs' ? 2 : 3;
      const earlier = back > 1 ? window.slice(1 - back) : [];
      return subsetsOf(game, size).map((subset) => earlier.filter((other) => common(other, subset) === size).length + 1);
    }
    default:
      throw new Error(`the oracle does not know ${id}`);
  }
}

/** Returns the weighted mean of the score terms, before rounding, in hundredths of a point. */
export function score(game: number[], settings: ScoreSetting[], context: OracleContext, effects: number[] = []): number {
  const total = settings.reduce((sum, { weight }) => sum + weight, 0);
  return settings.reduce((sum, { id, weight, ideal }) => sum + (100 * weight * points(id, game, ideal, context, effects)) / total, 0);
}

/** Returns the value of one score term, from 0 to 100. */
function points(id: string, game: number[], ideal: number | undefined, { universeSize, draws }: OracleContext, effects: number[]): number {
  const picks = game.length;
  const all = numbersTo(universeSize);
  const balance = (count: number) => {
    if (ideal !== undefined) return 100 * (1 - Math.abs(count - ideal) / Math.max(ideal, picks - ideal));
    const best = picks % 2;
    return picks === best ? 100 : (100 * (picks - Math.abs(picks - 2 * count))) / (picks - best);
  };
  const standing = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / universeSize;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / universeSize;
    const deviation = Math.sqrt(variance * picks * ((universeSize - picks) / (universeSize - 1)));
    const sum = game.reduce((total, number) => total + values[number - 1], 0);
    return Math.min(100, Math.max(0, 50 + (50 * (sum - picks * mean)) / deviation / 3));
  };
  switch (id) {
    case 'parity':
      return balance(game.filter((number) => number % 2 === 1).length);
    case 'low-high':
      return balance(game.filter((number) => number * 2 <= universeSize).length);
    case 'sum': {
      const deviation = Math.sqrt((picks * (universeSize + 1) * (universeSize - picks)) / 12);
      const sum = game.reduce((total, number) => total + number, 0);
      return 100 * Math.max(0, 1 - Math.abs(sum - (ideal ?? (picks * (universeSize + 1)) / 2)) / (3 * deviation));
    }
    case 'decades': {
      const decades = new Set(all.map((number) => Math.floor(number / 10))).size;
      return (100 * new Set(game.map((number) => Math.floor(number / 10))).size) / Math.min(decades, picks);
    }
    case 'popularity':
      return standing(effects.map((effect) => -effect));
    case 'frequency':
      return standing(all.map((number) => draws.filter((draw) => draw.includes(number)).length));
    case 'delay':
      return standing(
        all.map((number) => {
          const last = draws.findIndex((draw) => draw.includes(number));
          return last < 0 ? draws.length : last;
        }),
      );
    default:
      throw new Error(`the oracle does not know ${id}`);
  }
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
