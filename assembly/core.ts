/**
 * The core: candidates by permutation, rules, score. The caller fills the buffers (see buffers.ts), then calls
 * `configure`, `startChunk` and `generate` until the chunk is done.
 */

import { NOT_COUNTABLE, prepareBinomials } from './binomials';
import { inputAddress, rejectionsAddress } from './buffers';
import { addNumber, prepareCandidates, setGame, unrank, writeNumbers } from './candidate';
import { cursorOfChunk, gamesWritten, prepareChunk, walk } from './chunk';
import { prepareHistory } from './history';
import { MAX_DRAW_SIZE, MAX_DRAWS, MAX_PICKS, MAX_RULES, MAX_SCORE_TERMS, MAX_UNIVERSE, MAX_WINDOW } from './limits';
import { permute, preparePermutation } from './permutation';
import { firstBrokenRule, prepareRules } from './rules';
import { prepareScore, score } from './score';
import { prepareWindow, pushGame } from './window';

export {
  CONDITION_BYTES,
  CONDITION_KIND,
  CONDITION_MASK_HI,
  CONDITION_MASK_LO,
  CONDITION_MAX,
  CONDITION_MIN,
  CONDITION_NEGATED,
  conditionsAddress,
  INPUT_BYTES,
  inputAddress,
  levelsAddress,
  numbersAddress,
  RULE_BYTES,
  RULE_CONDITIONS,
  RULE_LEAST,
  RULE_THROUGH,
  rejectionsAddress,
  rulesAddress,
  SCORE_TERM_BYTES,
  SCORE_TERM_MASK_HI,
  SCORE_TERM_MASK_LO,
  SCORE_TERM_WEIGHTS,
  scoresAddress,
  scoreTermsAddress,
} from './buffers';
export * from './limits';

/** Changes whenever the games of a spec would. */
export const CORE_VERSION: i32 = 1;

let picks: i32 = 0;
let space: u64 = 0;
let windowSize: i32 = 0;
let attempts: i32 = 0;

/**
 * Takes a program: the rules and score terms from their buffers, the free and fixed numbers from the input buffer.
 * Returns the number of games in the space, or 0 when a count is out of its limits or the space has 2^63 games or more.
 */
export function configure(
  pickCount: i32,
  freeCount: i32,
  fixedCount: i32,
  ruleCount: i32,
  termCount: i32,
  window: i32,
  giveUpAttempts: i32,
  seed: u64,
): u64 {
  space = 0;
  const drawn = pickCount - fixedCount;
  if (pickCount < 1 || pickCount > MAX_PICKS || fixedCount < 0 || drawn < 0) return 0;
  if (freeCount < drawn || freeCount + fixedCount > MAX_UNIVERSE) return 0;
  if (ruleCount < 0 || ruleCount > MAX_RULES || termCount < 0 || termCount > MAX_SCORE_TERMS) return 0;
  if (window < 0 || window > MAX_WINDOW || giveUpAttempts < 0) return 0;
  prepareBinomials();
  const games = prepareCandidates(freeCount, fixedCount, drawn);
  if (games >= NOT_COUNTABLE) return 0;
  space = games;
  picks = pickCount;
  windowSize = window;
  attempts = giveUpAttempts;
  prepareRules(ruleCount);
  prepareScore(termCount);
  prepareWindow(window);
  preparePermutation(space, seed);
  return space;
}

/** Takes `count` draws of `size` numbers, newest first, from the input buffer. False when out of limits. */
export function setHistory(count: i32, size: i32): bool {
  if (count < 0 || count > MAX_DRAWS || size < 0 || size > MAX_DRAW_SIZE) return false;
  prepareHistory(count, size);
  return true;
}

/** Starts chunk `chunk` of `chunkCount` after `cursor` visited indices, with an empty window and no rejections. */
export function startChunk(chunk: i32, chunkCount: i32, cursor: u64): void {
  prepareChunk(space, chunk, chunkCount, cursor, attempts);
  prepareWindow(windowSize);
  memory.fill(rejectionsAddress, 0, MAX_RULES * 8);
}

/** Puts the game in the input buffer into the window. */
export function seedWindow(): void {
  readGame();
  pushGame();
}

/** Up to `wanted` further games of the chunk from at most `budget` candidates; returns a STOP code. */
export function generate(wanted: i32, budget: i32): i32 {
  return walk(wanted, budget, picks);
}

/** Games the last `generate` wrote. */
export function generated(): i32 {
  return gamesWritten();
}

/** Indices of the chunk visited so far. */
export function cursor(): u64 {
  return cursorOfChunk();
}

/** Index of the first rule the game in the input buffer breaks on `level`, or -1. */
export function judge(level: i32): i32 {
  readGame();
  return firstBrokenRule(level);
}

/** Score of the game in the input buffer, in hundredths of a point. */
export function rate(): i32 {
  readGame();
  return score();
}

/** Rank of the candidate at `index` of the space. */
export function candidateRank(index: u64): u64 {
  return permute(index);
}

/** Writes the game of `rank` to the input buffer. */
export function writeGame(rank: u64): void {
  unrank(rank);
  writeNumbers(inputAddress);
}

function readGame(): void {
  setGame(0, 0);
  for (let i = 0; i < picks; i++) addNumber(load<u8>(inputAddress + i));
}
