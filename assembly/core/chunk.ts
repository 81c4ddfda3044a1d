/**
 * Visits the candidates of one chunk. Chunk j of J owns the indices congruent to j modulo J; its n-th candidate has the
 * index j + n J.
 */

import { levelsAddress, numbersAddress, rejectionsAddress, scoresAddress } from './buffers';
import { takeCandidate } from './candidates';
import { writeNumbers } from './game';
import { LEVEL_MINIMAL, LEVEL_STRICT, MAX_BATCH, STOP_BUDGET, STOP_EXHAUSTED, STOP_GAMES, STOP_GAVE_UP } from './limits';
import { firstBrokenRule } from './rules';
import { score } from './score';
import { rememberGame } from './earlier-games';

/** Candidates of one attempt. */
const ATTEMPT: u64 = 2_500;
// Consecutive failed attempts after which a chunk moves to a level.
const ATTEMPTS_TO_NORMAL: u64 = 20;
const ATTEMPTS_TO_RELAXED: u64 = 50;
const ATTEMPTS_TO_MINIMAL: u64 = 100;

let first: u64 = 0;
let step: u64 = 1;
let owned: u64 = 0;
let visited: u64 = 0;
let failures: u64 = 0;
let level: i32 = LEVEL_STRICT;
let giveUpAfter: u64 = 0;
let written: i32 = 0;

/** `attempts`: consecutive failed attempts after which the chunk gives up. 0: never. */
export function prepareChunk(space: u64, chunk: i32, chunkCount: i32, cursor: u64, attempts: i32): void {
  first = chunk as u64;
  step = chunkCount as u64;
  owned = first < space ? (space - first + step - 1) / step : 0;
  visited = cursor;
  failures = 0;
  level = LEVEL_STRICT;
  giveUpAfter = attempts > 0 ? (attempts as u64) * ATTEMPT : u64.MAX_VALUE;
}

/** Returns how many indices of the chunk were visited. */
export function cursorOfChunk(): u64 {
  return visited;
}

/** Returns how many games the last call to `walk` wrote to the output buffers. */
export function gamesWritten(): i32 {
  return written;
}

/** Judges up to `budget` candidates on STRICT. Writes and remembers no game. Returns how many candidates break no rule. */
export function survey(budget: i32): i32 {
  let accepted = 0;
  for (let left = budget; left > 0 && visited < owned; left--) {
    takeCandidate(first + visited * step);
    visited++;
    const broken = firstBrokenRule(LEVEL_STRICT);
    if (broken < 0) accepted++;
    else {
      const count = rejectionsAddress + (broken << 3);
      store<u64>(count, load<u64>(count) + 1);
    }
  }
  return accepted;
}

/** Writes up to `wanted` games from at most `budget` candidates. Returns a STOP code. */
export function walk(wanted: i32, budget: i32, stride: i32): i32 {
  const target = min(wanted, MAX_BATCH);
  written = 0;
  for (let left = budget; left > 0; left--) {
    if (written == target) return STOP_GAMES;
    if (visited >= owned) return STOP_EXHAUSTED;
    if (failures >= giveUpAfter) return STOP_GAVE_UP;
    takeCandidate(first + visited * step);
    visited++;
    const broken = firstBrokenRule(level);
    if (broken < 0) {
      accept(stride);
    } else {
      const count = rejectionsAddress + (broken << 3);
      store<u64>(count, load<u64>(count) + 1);
      failures++;
      if (failures == ATTEMPTS_TO_NORMAL * ATTEMPT || failures == ATTEMPTS_TO_RELAXED * ATTEMPT || failures == ATTEMPTS_TO_MINIMAL * ATTEMPT) {
        level = min(level + 1, LEVEL_MINIMAL);
      }
    }
  }
  return written == target ? STOP_GAMES : STOP_BUDGET;
}

// @ts-ignore: decorator
@inline
function accept(stride: i32): void {
  writeNumbers(numbersAddress + written * stride);
  store<u16>(scoresAddress + (written << 1), score() as u16);
  store<u8>(levelsAddress + written, level as u8);
  written++;
  rememberGame();
  failures = 0;
  level = LEVEL_STRICT;
}
