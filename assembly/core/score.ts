/** Scores the current game: a sum of terms. A term is a table look-up, or a sum of weights of the game's numbers. */

import {
  popularityAddress,
  SCORE_TERM_BASE,
  SCORE_TERM_BYTES,
  SCORE_TERM_FIRST,
  SCORE_TERM_KIND,
  SCORE_TERM_MASK_HI,
  SCORE_TERM_MASK_LO,
  SCORE_TERM_MOST,
  SCORE_TERM_TABLE,
  scoreTermsAddress,
} from './buffers';
import { gameHi, gameLo } from './game';
import { CONDITION_SUM, SCORE_COUNT, SCORE_NUMBERS, SCORE_SUM } from './limits';
import { measureShape } from './shape';

let termCount: i32 = 0;
// How many COUNT terms stand first. Most terms are of that kind.
let countTerms: i32 = 0;

export function prepareScore(count: i32): void {
  termCount = count;
  countTerms = 0;
  while (countTerms < count && load<i32>(scoreTermsAddress + countTerms * SCORE_TERM_BYTES, SCORE_TERM_KIND) == SCORE_COUNT) countTerms++;
}

/** Returns the score in hundredths of a point. Terms are in 1/65,536 of a hundredth; the sum is rounded half up. */
export function score(): i32 {
  let sum: i64 = 0x8000;
  let term = scoreTermsAddress;
  for (let i = 0; i < countTerms; i++) {
    sum += load<i32>(term + (countOf(term) << 2), SCORE_TERM_TABLE) as i64;
    term += SCORE_TERM_BYTES;
  }
  for (let i = countTerms; i < termCount; i++) {
    const kind = load<i32>(term, SCORE_TERM_KIND);
    if (kind == SCORE_NUMBERS) sum += weigh(term);
    else {
      const measured = kind == SCORE_SUM ? measureShape(CONDITION_SUM, 0) : countOf(term);
      sum += load<i32>(term + ((measured - load<i32>(term, SCORE_TERM_FIRST)) << 2), SCORE_TERM_TABLE) as i64;
    }
    term += SCORE_TERM_BYTES;
  }
  return (sum >> 16) as i32;
}

/** Returns the popularity of the current game by the popularity term, in hundredths of a point, rounded half up. */
export function popularity(): i32 {
  return ((weigh(popularityAddress) + 0x8000) >> 16) as i32;
}

// @ts-ignore: decorator
@inline
function countOf(term: usize): i32 {
  const inLo = popcnt(gameLo & load<u64>(term, SCORE_TERM_MASK_LO));
  const inHi = popcnt(gameHi & load<u64>(term, SCORE_TERM_MASK_HI));
  return (inLo + inHi) as i32;
}

/** Returns the base plus the weight of each number, clamped to 0 and the maximum of the term. */
// @ts-ignore: decorator
@inline
function weigh(term: usize): i64 {
  let sum = load<i64>(term, SCORE_TERM_BASE);
  const table = term + SCORE_TERM_TABLE;
  for (let lo = gameLo; lo != 0; lo &= lo - 1) sum += load<i32>(table + ((ctz(lo) as usize) << 2)) as i64;
  for (let hi = gameHi; hi != 0; hi &= hi - 1) sum += load<i32>(table + (((ctz(hi) as usize) + 64) << 2)) as i64;
  return max(0, min(sum, load<i64>(term, SCORE_TERM_MOST)));
}
