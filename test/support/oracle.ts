/** What a game is worth, in plain TypeScript written from the words of the rules and not from the core. */

import type { AppliedRule } from '../../services/shared/games/spec.js';

export interface OracleContext {
  universeSize: number;
  /** Newest first. */
  draws: number[][];
  /** Games the repetition rule looks back at. */
  window: number[][];
}

const LEVEL_CODES = { STRICT: 1, NORMAL: 2, RELAXED: 3, MINIMAL: 4 };

/** Index of the first rule that holds on the level and that the game breaks; -1 when there is none. */
export function judge(game: number[], rules: AppliedRule[], level: number, context: OracleContext): number {
  return rules.findIndex(
    ({ id, min, max, through }) => level <= LEVEL_CODES[through] && counts(id, game, context).some((count) => count < min || count > max),
  );
}

/** Every count that the rule bounds. */
export function counts(id: string, game: number[], { universeSize, draws, window }: OracleContext): number[] {
  switch (id) {
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
