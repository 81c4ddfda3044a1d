/**
 * The core generates candidates by a permutation, judges them by the rules and scores the accepted games. The caller
 * fills the buffers (see buffers.ts), calls `setHistory`, `setCandidates`, `setRules` and `startChunk`, and then calls
 * `generate` until the chunk ends.
 */

import { inputAddress, rejectionsAddress } from './buffers';
import { placeGame, prepareCandidates, rankOfCandidate } from './candidates';
import { cursorOfChunk, gamesWritten, prepareChunk, survey as surveyChunk, walk } from './chunk';
import { forgetGames, rememberGame } from './earlier-games';
import { addNumber, setGame, writeNumbers } from './game';
import { prepareHistory } from './history';
import {
  MAX_DRAW_SIZE,
  MAX_DRAWS,
  MAX_EXTRA_PICKS,
  MAX_EXTRA_UNIVERSE,
  MAX_PICKS,
  MAX_RULES,
  MAX_SCORE_TERMS,
  MAX_UNIVERSE,
} from './limits';
import { firstBrokenRule, judgeAll, measure as measureCondition, prepareRules } from './rules';
import { prepareScore, score } from './score';
import { prepareValues } from './shape';
import { prepareWeighting } from './weighting';

export {
  CONDITION_BYTES,
  CONDITION_FLAGS,
  CONDITION_KIND,
  CONDITION_MASK_HI,
  CONDITION_MASK_LO,
  CONDITION_MAX,
  CONDITION_MIN,
  CONDITION_OPERAND,
  conditionsAddress,
  FLAG_AND,
  FLAG_NEGATED,
  FLAG_OR,
  INPUT_BYTES,
  inputAddress,
  levelsAddress,
  numbersAddress,
  popularityAddress,
  RULE_BYTES,
  RULE_CLAUSES,
  RULE_CONDITIONS,
  RULE_LEAST,
  RULE_THROUGH,
  rejectionsAddress,
  rulesAddress,
  SCORE_TERM_BASE,
  SCORE_TERM_BYTES,
  SCORE_TERM_FIRST,
  SCORE_TERM_KIND,
  SCORE_TERM_MASK_HI,
  SCORE_TERM_MASK_LO,
  SCORE_TERM_MOST,
  SCORE_TERM_TABLE,
  scoresAddress,
  scoreTermsAddress,
  valuesAddress,
  verdictsAddress,
  weightsAddress,
} from './buffers';
export * from './limits';

/** Must change whenever a change to the core changes the games or scores of any spec. */
export const CORE_VERSION: i32 = 3;

let picks: i32 = 0;
let stride: i32 = 0;
let space: u64 = 0;
let attempts: i32 = 0;

/**
 * Defines the candidates. The free, fixed and extra numbers come from the input buffer. Returns the number of candidates,
 * or 0 when no candidate exists or a count is out of its limits.
 */
export function setCandidates(
  universe: i32,
  pickCount: i32,
  freeCount: i32,
  fixedCount: i32,
  columnSize: i32,
  columnLeast: i32,
  columnMost: i32,
  extraPool: i32,
  extraPicks: i32,
  seed: u64,
): u64 {
  space = 0;
  const drawn = pickCount - fixedCount;
  if (universe < 1 || universe > MAX_UNIVERSE || pickCount < 1 || pickCount > MAX_PICKS || fixedCount < 0 || drawn < 0) return 0;
  if (freeCount < drawn || freeCount + fixedCount > universe) return 0;
  if (columnSize < 0 || columnLeast < 0 || columnMost < 0) return 0;
  if (extraPool < 0 || extraPool > MAX_EXTRA_UNIVERSE || extraPicks < 0 || extraPicks > MAX_EXTRA_PICKS || extraPicks > extraPool) return 0;
  picks = pickCount;
  stride = pickCount + extraPicks;
  prepareWeighting(seed);
  space = prepareCandidates(
    freeCount,
    fixedCount,
    drawn,
    columnSize,
    columnLeast,
    columnMost,
    universe,
    extraPool,
    extraPicks,
    seed,
  );
  return space;
}

/** Reads the rules and score terms from their buffers. Returns false when a count is out of its limits. */
export function setRules(ruleCount: i32, termCount: i32, giveUpAttempts: i32): bool {
  if (ruleCount < 0 || ruleCount > MAX_RULES || termCount < 0 || termCount > MAX_SCORE_TERMS || giveUpAttempts < 0) return false;
  attempts = giveUpAttempts;
  prepareScore(termCount);
  prepareRules(ruleCount);
  return true;
}

/**
 * Defines the values that the measures of shapes use in place of the numbers, such as the digits of a ticket of columns. With `given`, the
 * values come from their buffer; otherwise each number is its own value.
 */
export function setValues(given: bool): void {
  prepareValues(given);
}

/** Reads `count` draws of `size` numbers each, newest first, from the input buffer. Returns false when out of limits. */
export function setHistory(count: i32, size: i32): bool {
  if (count < 0 || count > MAX_DRAWS || size < 0 || size > MAX_DRAW_SIZE) return false;
  prepareHistory(count, size);
  return true;
}

/** Starts chunk `chunk` of `chunkCount` after `cursor` visited indices. Clears the earlier games and the rejections. */
export function startChunk(chunk: i32, chunkCount: i32, cursor: u64): void {
  prepareChunk(space, chunk, chunkCount, cursor, attempts);
  forgetGames();
  memory.fill(rejectionsAddress, 0, MAX_RULES * 8);
}

/** Adds the game in the input buffer to the earlier games. */
export function seedGame(): void {
  readGame();
  rememberGame();
}

/** Generates up to `wanted` further games of the chunk from at most `budget` candidates. Returns a STOP code. */
export function generate(wanted: i32, budget: i32): i32 {
  return walk(wanted, budget, stride);
}

/** Judges up to `budget` further candidates of the chunk on STRICT and writes none. Returns how many break no rule. */
export function survey(budget: i32): i32 {
  return surveyChunk(budget);
}

/** Returns how many games the last `generate` wrote. */
export function generated(): i32 {
  return gamesWritten();
}

/** Returns how many indices of the chunk were visited. */
export function cursor(): u64 {
  return cursorOfChunk();
}

/** Returns the index of the first rule that the game in the input buffer breaks on `level`, or -1. */
export function judge(level: i32): i32 {
  readGame();
  return firstBrokenRule(level);
}

/** Judges the game in the input buffer by every rule that holds on `level`. Fills the verdicts; returns how many rules the game breaks. */
export function verdicts(level: i32): i32 {
  readGame();
  return judgeAll(level);
}

/** Returns the measure of condition `index` for the game in the input buffer. */
export function measure(index: i32): i32 {
  readGame();
  return measureCondition(index);
}

/** Returns the score of the game in the input buffer, in hundredths of a point. */
export function rate(): i32 {
  readGame();
  return score();
}

/** Returns the rank of the candidate at `index` of the space. */
export function candidateRank(index: u64): u64 {
  return rankOfCandidate(index);
}

/** Writes the game with this rank to the input buffer. */
export function writeGame(rank: u64): void {
  placeGame(rank);
  writeNumbers(inputAddress);
}

function readGame(): void {
  setGame(0, 0);
  for (let i = 0; i < picks; i++) addNumber(load<u8>(inputAddress + i));
}
