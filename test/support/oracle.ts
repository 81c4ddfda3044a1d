/** What a game is worth, in plain TypeScript written from the words of the rules and not from the core. */

import type { AppliedRule } from '../../services/shared/games/spec.js';

export interface OracleContext {
  universeSize: number;
  /** Of the ticket's grid; default ten. */
  gridColumns?: number;
  /** Newest first. */
  draws: number[][];
  /** Games the repetition rule looks back at. */
  window: number[][];
}

const LEVEL_CODES = { STRICT: 1, NORMAL: 2, RELAXED: 3, MINIMAL: 4 };

/** Index of the first rule that holds on the level and that the game breaks; -1 when there is none. */
export function judge(game: number[], rules: AppliedRule[], level: number, context: OracleContext): number {
  return rules.findIndex((rule) => level <= LEVEL_CODES[rule.through] && !holds(game, rule, context));
}

function holds(game: number[], { id, min, max, negated, numbers, members }: AppliedRule, context: OracleContext): boolean {
  if (members?.length) return members.filter((member) => holds(game, member, context)).length >= min;
  return counts(id, game, context, numbers).every((count) => count >= min && count <= max) !== negated;
}

/** Every measure that the rule bounds. `own`: the numbers of the caller's group. */
export function counts(
  id: string,
  game: number[],
  { universeSize, gridColumns = 10, draws, window }: OracleContext,
  own: number[] = [],
): number[] {
  const among = (test: (number: number) => boolean) => [game.filter(test).length];
  // Counts by key, for every key that some number has.
  const each = (keyOf: (number: number) => number) =>
    [...new Set(Array.from({ length: universeSize }, (_, i) => keyOf(i + 1)))].map(
      (key) => game.filter((number) => keyOf(number) === key).length,
    );
  const row = (number: number) => Math.ceil(number / gridColumns);
  const column = (number: number) => number - gridColumns * (row(number) - 1);
  const border = (number: number) => [1, row(universeSize)].includes(row(number)) || [1, gridColumns].includes(column(number));
  const gaps = game.slice(1).map((number, i) => number - game[i]);
  const multiple = /^multiples-of-(\d+)$/.exec(id);
  if (multiple) return among((number) => number % Number(multiple[1]) === 0);
  switch (id) {
    case 'low':
      return among((number) => number <= Math.floor(universeSize / 2));
    case 'high':
      return among((number) => number > Math.floor(universeSize / 2));
    case 'primes':
      return among((number) => [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79].includes(number));
    case 'fibonacci':
      return among((number) => [1, 2, 3, 5, 8, 13, 21, 34, 55].includes(number));
    case 'squares':
      return among((number) => [1, 4, 9, 16, 25, 36, 49, 64].includes(number));
    case 'frame':
      return among(border);
    case 'centre':
      return among((number) => !border(number));
    case 'each-row':
      return each(row);
    case 'each-column':
      return each(column);
    case 'each-quadrant':
      return each((number) => (row(number) * 2 > row(universeSize) + 1 ? 2 : 0) + (column(number) * 2 > gridColumns + 1 ? 1 : 0));
    case 'each-decade':
      return each((number) => Math.floor(number / 10));
    case 'each-final-digit':
      return each((number) => number % 10);
    case 'last-draw':
      return among((number) => draws[0].includes(number));
    case 'group':
      return among((number) => own.includes(number));
    case 'sum':
      return [game.reduce((sum, number) => sum + number, 0)];
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
    case 'odd':
    case 'not-all-odd':
      return [game.filter((number) => number % 2 === 1).length];
    case 'even':
    case 'not-all-even':
      return [game.filter((number) => number % 2 === 0).length];
    case 'last-two-draws':
      return [game.filter((number) => draws.slice(0, 2).some((draw) => draw.includes(number))).length];
    case 'not-the-first-numbers':
      return [game.filter((number) => number <= game.length).length];
    case 'not-the-last-numbers':
      return [game.filter((number) => number > universeSize - game.length).length];
    case 'longest-run':
      return [longestRun(game)];
    case 'drawn':
    case 'near-drawn':
      return draws.map((draw) => common(game, draw));
    case 'repetition':
      return window.map((earlier) => common(game, earlier));
    default:
      throw new Error(`the oracle does not know ${id}`);
  }
}

/** Odd/even score in hundredths: 10,000 for as many odd as even numbers (as near as can be), 0 for all of one kind. */
export function parityScore(game: number[]): number {
  const odd = game.filter((number) => number % 2 === 1).length;
  const even = game.length - odd;
  const best = game.length % 2;
  if (game.length === best) return 10_000;
  return Math.round((10_000 * (game.length - Math.abs(odd - even))) / (game.length - best));
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
