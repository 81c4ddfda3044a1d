/** Judges the current game by the rules of the table, in order. */

import {
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
  RULE_BYTES,
  RULE_CLAUSES,
  RULE_CONDITIONS,
  RULE_LEAST,
  RULE_THROUGH,
  rulesAddress,
  verdictsAddress,
} from './buffers';
import { prepareEarlierGames } from './earlier-games';
import { firstNumberRepetition } from './first-numbers';
import { gameHi, gameLo } from './game';
import { sharesOutside } from './history';
import {
  CONDITION_COUNT,
  CONDITION_HISTORY,
  CONDITION_LONGEST_RUN,
  CONDITION_PAIRS,
  CONDITION_POPULARITY,
  CONDITION_SAME_FIRST,
  CONDITION_SCORE,
  CONDITION_TRIPLES,
  CONDITION_WEIGHTING,
  CONDITION_WINDOW,
  MAX_PICKS,
} from './limits';
import { popularity, score } from './score';
import { longestRun, measureShape } from './shape';
import { pairRepetition, tripleRepetition } from './subsets';
import { isChosen } from './weighting';
import { repeatsOutside } from './window';

let ruleCount: i32 = 0;
// The smallest `max` of the history conditions over all draws. A game that shares at most this many numbers with every
// draw satisfies all of them, so that one pass over the draws decides.
let historyFloor: i32 = 0;
// Whether the current game is within the floor: not computed (-1), no (0), yes (1).
let belowHistoryFloor: i32 = 0;

export function prepareRules(count: i32): void {
  ruleCount = count;
  historyFloor = i32.MAX_VALUE;
  let overlap = 0;
  let pairs = 0;
  let triples = 0;
  let firsts = 0;
  let condition = conditionsAddress;
  for (let rule = rulesAddress; rule < rulesAddress + count * RULE_BYTES; rule += RULE_BYTES) {
    for (let left = load<i32>(rule, RULE_CONDITIONS); left > 0; left--) {
      const kind = load<i32>(condition, CONDITION_KIND);
      const operand = load<i32>(condition, CONDITION_OPERAND);
      if (kind == CONDITION_HISTORY && operand == 0) historyFloor = min(historyFloor, load<i32>(condition, CONDITION_MAX));
      if (kind == CONDITION_WINDOW) overlap = max(overlap, operand);
      if (kind == CONDITION_PAIRS) pairs = max(pairs, operand);
      if (kind == CONDITION_TRIPLES) triples = max(triples, operand);
      if (kind == CONDITION_SAME_FIRST) firsts = max(firsts, operand);
      condition += CONDITION_BYTES;
    }
  }
  prepareEarlierGames(overlap, pairs, triples, firsts);
}

/** Returns the index of the first rule that holds on `level` and that the current game breaks, or -1. */
export function firstBrokenRule(level: i32): i32 {
  belowHistoryFloor = -1;
  let condition = conditionsAddress;
  for (let i = 0; i < ruleCount; i++) {
    const rule = rulesAddress + i * RULE_BYTES;
    const conditions = load<i32>(rule, RULE_CONDITIONS);
    if (load<i32>(rule, RULE_THROUGH) >= level) {
      // Most rules have one condition.
      if (conditions == 1 ? !holds(condition) && load<i32>(rule, RULE_LEAST) > 0 : !ruleHolds(rule, condition)) return i;
    }
    condition += conditions * CONDITION_BYTES;
  }
  return -1;
}

/** Judges the current game by all rules that hold on `level`. Fills the verdicts (see buffers.ts); returns how many rules the game breaks. */
export function judgeAll(level: i32): i32 {
  belowHistoryFloor = -1;
  let broken = 0;
  let condition = conditionsAddress;
  for (let i = 0; i < ruleCount; i++) {
    const rule = rulesAddress + i * RULE_BYTES;
    const conditions = load<i32>(rule, RULE_CONDITIONS);
    const breaks = load<i32>(rule, RULE_THROUGH) >= level && !ruleHolds(rule, condition);
    store<u8>(verdictsAddress + i, breaks ? 1 : 0);
    if (breaks) broken++;
    condition += conditions * CONDITION_BYTES;
  }
  return broken;
}

/**
 * Returns the measure of condition `index` for the current game. For HISTORY and WINDOW: the fewest numbers shared with any draw or earlier
 * game if they are below `min`, else the most.
 */
export function measure(index: i32): i32 {
  const condition = conditionsAddress + index * CONDITION_BYTES;
  const kind = load<i32>(condition, CONDITION_KIND);
  const operand = load<i32>(condition, CONDITION_OPERAND);
  if (kind == CONDITION_HISTORY || kind == CONDITION_WINDOW) {
    const history = kind == CONDITION_HISTORY;
    const least = load<i32>(condition, CONDITION_MIN);
    if (least > 0 && (history ? sharesOutside(least, MAX_PICKS, operand) : repeatsOutside(least, MAX_PICKS))) {
      let fewest = least - 1;
      while (fewest > 0 && (history ? sharesOutside(fewest, MAX_PICKS, operand) : repeatsOutside(fewest, MAX_PICKS))) fewest--;
      return fewest;
    }
    let most = 0;
    while (most < MAX_PICKS && (history ? sharesOutside(0, most, operand) : repeatsOutside(0, most))) most++;
    return most;
  }
  return measureOf(condition, kind);
}

function ruleHolds(rule: usize, first: usize): bool {
  // How many clauses must still hold, and how many may still fail.
  let missing = load<i32>(rule, RULE_LEAST);
  let spare = load<i32>(rule, RULE_CLAUSES) - missing;
  let condition = first;
  while (missing > 0) {
    let held = holds(condition);
    let flags = load<i32>(condition, CONDITION_FLAGS);
    while ((flags & (FLAG_AND | FLAG_OR)) != 0) {
      condition += CONDITION_BYTES;
      // A clause that is already decided skips the rest of its conditions.
      if (held == ((flags & FLAG_AND) != 0)) held = holds(condition);
      flags = load<i32>(condition, CONDITION_FLAGS);
    }
    if (held) missing--;
    else if (--spare < 0) return false;
    condition += CONDITION_BYTES;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function holds(condition: usize): bool {
  const least = load<i32>(condition, CONDITION_MIN);
  const most = load<i32>(condition, CONDITION_MAX);
  const kind = load<i32>(condition, CONDITION_KIND);
  const negated = (load<i32>(condition, CONDITION_FLAGS) & FLAG_NEGATED) != 0;
  // The most frequent kinds come first.
  if (kind == CONDITION_COUNT || kind == CONDITION_LONGEST_RUN) {
    const measured = kind == CONDITION_COUNT ? countIn(condition) : longestRun();
    return (measured >= least && measured <= most) != negated;
  }
  if (kind == CONDITION_HISTORY) return isWithinHistory(least, most, load<i32>(condition, CONDITION_OPERAND)) != negated;
  if (kind == CONDITION_WINDOW) return !repeatsOutside(least, most) != negated;
  const measured = measureOf(condition, kind);
  return (measured >= least && measured <= most) != negated;
}

// @ts-ignore: decorator
@inline
function countIn(condition: usize): i32 {
  const inLo = popcnt(gameLo & load<u64>(condition, CONDITION_MASK_LO));
  const inHi = popcnt(gameHi & load<u64>(condition, CONDITION_MASK_HI));
  return (inLo + inHi) as i32;
}

function measureOf(condition: usize, kind: i32): i32 {
  if (kind == CONDITION_COUNT) return countIn(condition);
  if (kind == CONDITION_PAIRS) return pairRepetition();
  if (kind == CONDITION_TRIPLES) return tripleRepetition();
  if (kind == CONDITION_SAME_FIRST) return firstNumberRepetition();
  if (kind == CONDITION_SCORE) return score();
  if (kind == CONDITION_WEIGHTING) return isChosen() ? 1 : 0;
  if (kind == CONDITION_POPULARITY) return popularity();
  return measureShape(kind, load<i32>(condition, CONDITION_OPERAND));
}

function isWithinHistory(least: i32, most: i32, draws: i32): bool {
  if (draws > 0 || least > 0) return !sharesOutside(least, most, draws);
  if (belowHistoryFloor < 0) belowHistoryFloor = sharesOutside(0, historyFloor, 0) ? 0 : 1;
  return belowHistoryFloor == 1 || (most != historyFloor && !sharesOutside(0, most, 0));
}
