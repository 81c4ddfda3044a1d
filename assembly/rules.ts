/** Judges the current game by the rules of the table, in order. */

import {
  CONDITION_BYTES,
  CONDITION_KIND,
  CONDITION_MASK_HI,
  CONDITION_MASK_LO,
  CONDITION_MAX,
  CONDITION_MIN,
  CONDITION_NEGATED,
  conditionsAddress,
  RULE_BYTES,
  RULE_CONDITIONS,
  RULE_LEAST,
  RULE_THROUGH,
  rulesAddress,
} from './buffers';
import { gameHi, gameLo } from './candidate';
import { sharesWithHistory } from './history';
import { CONDITION_COUNT, CONDITION_HISTORY, CONDITION_WINDOW } from './limits';
import { measureShape } from './shape';
import { repeatsOutside } from './window';

let ruleCount: i32 = 0;
// The smallest `max` of the history conditions: a game below it with every draw satisfies them all in one pass.
let historyFloor: i32 = 0;
// Of the current game: not asked yet (-1), above (0) or below (1) the floor.
let belowHistoryFloor: i32 = 0;

export function prepareRules(count: i32): void {
  ruleCount = count;
  historyFloor = i32.MAX_VALUE;
  let condition = conditionsAddress;
  for (let rule = rulesAddress; rule < rulesAddress + count * RULE_BYTES; rule += RULE_BYTES) {
    for (let left = load<i32>(rule, RULE_CONDITIONS); left > 0; left--) {
      if (load<i32>(condition, CONDITION_KIND) == CONDITION_HISTORY) historyFloor = min(historyFloor, load<i32>(condition, CONDITION_MAX));
      condition += CONDITION_BYTES;
    }
  }
}

/** Index of the first rule that holds on `level` and the current game breaks, or -1. */
export function firstBrokenRule(level: i32): i32 {
  belowHistoryFloor = -1;
  let condition = conditionsAddress;
  for (let i = 0; i < ruleCount; i++) {
    const rule = rulesAddress + i * RULE_BYTES;
    const conditions = load<i32>(rule, RULE_CONDITIONS);
    const next = condition + conditions * CONDITION_BYTES;
    if (load<i32>(rule, RULE_THROUGH) >= level) {
      // How many conditions may still fail, and how many must still hold.
      let missing = load<i32>(rule, RULE_LEAST);
      let spare = conditions - missing;
      while (missing > 0) {
        if (holds(condition)) missing--;
        else if (--spare < 0) return i;
        condition += CONDITION_BYTES;
      }
    }
    condition = next;
  }
  return -1;
}

// @ts-ignore: decorator
@inline
function holds(condition: usize): bool {
  const least = load<i32>(condition, CONDITION_MIN);
  const most = load<i32>(condition, CONDITION_MAX);
  const kind = load<i32>(condition, CONDITION_KIND);
  const negated = load<i32>(condition, CONDITION_NEGATED) != 0;
  if (kind == CONDITION_COUNT) {
    const inLo = popcnt(gameLo & load<u64>(condition, CONDITION_MASK_LO));
    const inHi = popcnt(gameHi & load<u64>(condition, CONDITION_MASK_HI));
    const count = (inLo + inHi) as i32;
    return (count >= least && count <= most) != negated;
  }
  if (kind == CONDITION_HISTORY) return isBelowInHistory(most) != negated;
  if (kind == CONDITION_WINDOW) return !repeatsOutside(least, most) != negated;
  const measure = measureShape(kind);
  return (measure >= least && measure <= most) != negated;
}

function isBelowInHistory(most: i32): bool {
  if (belowHistoryFloor < 0) belowHistoryFloor = sharesWithHistory(historyFloor) ? 0 : 1;
  return belowHistoryFloor == 1 || (most != historyFloor && !sharesWithHistory(most));
}
