/** Judges the current game by the rules of the table, in order. */

import { RULE_BYTES, RULE_KIND, RULE_MASK_HI, RULE_MASK_LO, RULE_MAX, RULE_MIN, RULE_THROUGH, rulesAddress } from './buffers';
import { gameHi, gameLo } from './candidate';
import { sharesWithHistory } from './history';
import { RULE_COUNT, RULE_HISTORY, RULE_LONGEST_RUN, RULE_WINDOW } from './limits';
import { repeatsOutside } from './window';

let ruleCount: i32 = 0;
// The smallest `max` of the history rules: a game below it with every draw satisfies them all in one pass.
let historyFloor: i32 = 0;

export function prepareRules(count: i32): void {
  ruleCount = count;
  historyFloor = i32.MAX_VALUE;
  for (let rule = rulesAddress; rule < rulesAddress + count * RULE_BYTES; rule += RULE_BYTES) {
    if (load<i32>(rule, RULE_KIND) == RULE_HISTORY) historyFloor = min(historyFloor, load<i32>(rule, RULE_MAX));
  }
}

/** Index of the first rule that holds on `level` and the current game breaks, or -1. */
export function firstBrokenRule(level: i32): i32 {
  let belowHistoryFloor = -1;
  for (let i = 0; i < ruleCount; i++) {
    const rule = rulesAddress + i * RULE_BYTES;
    if (load<i32>(rule, RULE_THROUGH) < level) continue;
    const least = load<i32>(rule, RULE_MIN);
    const most = load<i32>(rule, RULE_MAX);
    const kind = load<i32>(rule, RULE_KIND);
    if (kind == RULE_COUNT) {
      const inLo = popcnt(gameLo & load<u64>(rule, RULE_MASK_LO));
      const inHi = popcnt(gameHi & load<u64>(rule, RULE_MASK_HI));
      const count = (inLo + inHi) as i32;
      if (count < least || count > most) return i;
    } else if (kind == RULE_LONGEST_RUN) {
      const run = longestRun();
      if (run < least || run > most) return i;
    } else if (kind == RULE_HISTORY) {
      if (belowHistoryFloor < 0) belowHistoryFloor = sharesWithHistory(historyFloor) ? 0 : 1;
      if (belowHistoryFloor == 0 && (most == historyFloor || sharesWithHistory(most))) return i;
    } else if (kind == RULE_WINDOW) {
      if (repeatsOutside(least, most)) return i;
    }
  }
  return -1;
}

/** Most consecutive numbers in the current game. */
export function longestRun(): i32 {
  let lo = gameLo;
  let hi = gameHi;
  let run = 0;
  while ((lo | hi) != 0) {
    hi &= (hi << 1) | (lo >> 63);
    lo &= lo << 1;
    run++;
  }
  return run;
}
