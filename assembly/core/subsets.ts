/** Counts how often each pair and each triple (*terno*) of numbers occurred in the last games of the job or chunk. */

import { gameHi, gameLo, writeMask } from './game';
import { MAX_PICKS, MAX_SUBSET_WINDOW, MAX_UNIVERSE } from './limits';

const PAIRS: i32 = (MAX_UNIVERSE * (MAX_UNIVERSE - 1)) / 2;
const TRIPLES: i32 = (PAIRS * (MAX_UNIVERSE - 2)) / 3;
// Occurrences by index. The index of the numbers a < b < c is C(c - 1, 3) + C(b - 1, 2) + (a - 1).
const pairTimes: usize = memory.data(PAIRS * 2, 16);
const tripleTimes: usize = memory.data(TRIPLES * 2, 16);
// A ring buffer of the last games: lo u64 | hi u64.
const games: usize = memory.data(MAX_SUBSET_WINDOW * 16, 16);
const numbers: usize = memory.data(MAX_PICKS, 16);

let pairWindow: i32 = 0;
let tripleWindow: i32 = 0;
let pushed: i32 = 0;

/** Forgets all games. The counts then cover the last `pairs` and `triples` games (0: none). */
export function prepareSubsets(pairs: i32, triples: i32): void {
  if (pairWindow > 0 || pairs > 0) memory.fill(pairTimes, 0, PAIRS * 2);
  if (tripleWindow > 0 || triples > 0) memory.fill(tripleTimes, 0, TRIPLES * 2);
  pairWindow = pairs;
  tripleWindow = triples;
  pushed = 0;
}

/** Adds the current game and removes the games that left their window. */
export function pushSubsets(): void {
  if ((pairWindow | tripleWindow) == 0) return;
  const ring = max(pairWindow, tripleWindow);
  if (pairWindow > 0) {
    if (pushed >= pairWindow) changePairs(listGame(gameAt(pushed - pairWindow, ring)), -1);
    changePairs(list(gameLo, gameHi), 1);
  }
  if (tripleWindow > 0) {
    if (pushed >= tripleWindow) changeTriples(listGame(gameAt(pushed - tripleWindow, ring)), -1);
    changeTriples(list(gameLo, gameHi), 1);
  }
  const at = gameAt(pushed, ring);
  store<u64>(at, gameLo);
  store<u64>(at, gameHi, 8);
  pushed++;
}

/** Returns the occurrences of the current game's most frequent pair, the current game included. */
export function pairRepetition(): i32 {
  const count = list(gameLo, gameHi);
  let most: u16 = 0;
  for (let i = 1; i < count; i++) {
    const row = pairRow(i);
    for (let j = 0; j < i; j++) most = max(most, load<u16>(pairTimes + ((row + load<u8>(numbers + j)) << 1)));
  }
  return (most as i32) + 1;
}

/** Returns the occurrences of the current game's most frequent triple, the current game included. */
export function tripleRepetition(): i32 {
  const count = list(gameLo, gameHi);
  let most: u16 = 0;
  for (let i = 2; i < count; i++) {
    const base = tripleRow(i);
    for (let j = 1; j < i; j++) {
      const row = base + pairRow(j);
      for (let k = 0; k < j; k++) most = max(most, load<u16>(tripleTimes + ((row + load<u8>(numbers + k)) << 1)));
    }
  }
  return (most as i32) + 1;
}

function changePairs(count: i32, change: i32): void {
  for (let i = 1; i < count; i++) {
    const row = pairRow(i);
    for (let j = 0; j < i; j++) add(pairTimes + ((row + load<u8>(numbers + j)) << 1), change);
  }
}

function changeTriples(count: i32, change: i32): void {
  for (let i = 2; i < count; i++) {
    const base = tripleRow(i);
    for (let j = 1; j < i; j++) {
      const row = base + pairRow(j);
      for (let k = 0; k < j; k++) add(tripleTimes + ((row + load<u8>(numbers + k)) << 1), change);
    }
  }
}

/** Returns C(b, 2) for the i-th number b. Both count from 0. */
// @ts-ignore: decorator
@inline
function pairRow(i: i32): i32 {
  const b = load<u8>(numbers + i) as i32;
  return (b * (b - 1)) / 2;
}

/** Returns C(c, 3) for the i-th number c. Both count from 0. */
// @ts-ignore: decorator
@inline
function tripleRow(i: i32): i32 {
  const c = load<u8>(numbers + i) as i32;
  return (c * (c - 1) * (c - 2)) / 6;
}

// @ts-ignore: decorator
@inline
function gameAt(game: i32, ring: i32): usize {
  return games + ((game % ring) << 4);
}

// @ts-ignore: decorator
@inline
function add(at: usize, change: i32): void {
  store<u16>(at, ((load<u16>(at) as i32) + change) as u16);
}

function listGame(game: usize): i32 {
  return list(load<u64>(game), load<u64>(game, 8));
}

/** Writes the numbers of a mask, each minus one, to the list. Returns how many. */
function list(lo: u64, hi: u64): i32 {
  const count = (writeMask(numbers, lo, hi) - numbers) as i32;
  for (let i = 0; i < count; i++) store<u8>(numbers + i, load<u8>(numbers + i) - 1);
  return count;
}
