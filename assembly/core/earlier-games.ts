/** What the repetition conditions know of the games accepted before: their overlap planes, counts of their pairs and triples, and of their smallest numbers. */

import { prepareFirstNumbers, pushFirstNumber } from './first-numbers';
import { prepareSubsets, pushSubsets } from './subsets';
import { prepareWindow, pushGame } from './window';

let windowSize: i32 = 0;
let pairWindow: i32 = 0;
let tripleWindow: i32 = 0;
let firstWindow: i32 = 0;

/** Games each of them looks back at; 0: none. */
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

/** Puts the current game in. */
// @ts-ignore: decorator
@inline
export function rememberGame(): void {
  pushGame();
  pushSubsets();
  pushFirstNumber();
}
