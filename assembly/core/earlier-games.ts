/** The earlier games as the repetition conditions need them: overlap planes, and counts of pairs, triples and smallest numbers. */

import { prepareFirstNumbers, pushFirstNumber } from './first-numbers';
import { prepareSubsets, pushSubsets } from './subsets';
import { prepareWindow, pushGame } from './window';

let windowSize: i32 = 0;
let pairWindow: i32 = 0;
let tripleWindow: i32 = 0;
let firstWindow: i32 = 0;

/** Sets how many earlier games each kind of condition looks at. 0: none. */
export function prepareEarlierGames(overlap: i32, pairs: i32, triples: i32, firsts: i32): void {
  windowSize = overlap;
  pairWindow = pairs;
  tripleWindow = triples;
  firstWindow = firsts;
  forgetGames();
}

export function forgetGames(): void {
  prepareWindow(windowSize);
  prepareSubsets(pairWindow, tripleWindow);
  prepareFirstNumbers(firstWindow);
}

/** Adds the current game to the earlier games. */
// @ts-ignore: decorator
@inline
export function rememberGame(): void {
  pushGame();
  pushSubsets();
  pushFirstNumber();
}
