/**
 * The space of candidates. Candidate i of a space that can be counted is the game of rank permute(i), so all are different; of a larger
 * one it is the i-th sample.
 *
 *   rank = rank of the numbers × number of different extras + rank of the extras
 */

import { binomial, NOT_COUNTABLE, prepareBinomials } from './binomials';
import { inputAddress } from './buffers';
import { prepareColumns, unrankColumns } from './columns';
import { prepareCombinations, unrankCombination } from './combinations';
import { prepareFreeNumbers } from './free-numbers';
import { extras, prepareGame } from './game';
import { MAX_EXTRA_UNIVERSE } from './limits';
import { permute, preparePermutation } from './permutation';
import { below, prepareSamples, sampleGame } from './samples';

/** Indices of a space of samples: more than anybody visits. */
const SAMPLED_SPACE: u64 = 1 << 62;

/** Ranked, without columns and extras: most spaces are. */
let plain: bool = true;
let sampled: bool = false;
let inColumns: bool = false;
let extraPicks: i32 = 0;
let extraCount: i32 = 0;
let extraSpace: u64 = 1;
const extraNumbers: usize = memory.data(MAX_EXTRA_UNIVERSE, 16);

/**
 * Reads the free, the fixed and the extra numbers from the input buffer; a game takes `drawn` free numbers. `columnSize` 0: no columns.
 * Returns the number of candidates, 0 when there are none or too many for columns.
 */
export function prepareCandidates(
  free: i32,
  fixed: i32,
  drawn: i32,
  columnSize: i32,
  columnLeast: i32,
  columnMost: i32,
  universe: i32,
  extraPool: i32,
  extra: i32,
  seed: u64,
): u64 {
  prepareBinomials();
  prepareFreeNumbers(free, fixed);
  prepareGame(extra);
  extraPicks = extra;
  extraCount = extraPool;
  memory.copy(extraNumbers, inputAddress + free + fixed, extraPool);
  extraSpace = binomial(extraPool, extra);
  inColumns = columnSize > 0;
  const games = inColumns ? prepareColumns(fixed, drawn, columnSize, columnLeast, columnMost, universe) : prepareCombinations(drawn);
  sampled = games != 0 && extraSpace > (NOT_COUNTABLE - 1) / games;
  plain = !sampled && !inColumns && extra == 0;
  if (sampled) {
    if (inColumns) return 0;
    prepareSamples(drawn, seed);
    return SAMPLED_SPACE;
  }
  const space = games * extraSpace;
  if (space > 0) preparePermutation(space, seed);
  return space;
}

/** Makes candidate `index` the current game. */
// @ts-ignore: decorator
@inline
export function takeCandidate(index: u64): void {
  if (plain) unrankCombination(permute(index));
  else placeGame(rankOfCandidate(index));
}

/** Makes the game of `rank` the current one; of a space of samples, the sample of that index. */
export function placeGame(rank: u64): void {
  if (sampled) {
    sampleGame(rank);
    sampleExtras();
    return;
  }
  let games = rank;
  if (extraPicks > 0) {
    games = rank / extraSpace;
    unrankExtras(rank % extraSpace);
  }
  if (inColumns) unrankColumns(games);
  else unrankCombination(games);
}

/** Where candidate `index` goes: its rank, or itself in a space of samples. */
export function rankOfCandidate(index: u64): u64 {
  return sampled ? index : permute(index);
}

function unrankExtras(rank: u64): void {
  let rest = rank;
  let position = extraCount;
  for (let k = extraPicks; k > 0; k--) {
    do {
      position--;
    } while (binomial(position, k) > rest);
    rest -= binomial(position, k);
    store<u8>(extras + k - 1, load<u8>(extraNumbers + position));
  }
}

/** Selection sampling: position by position, with the chance that what is still needed leaves it. */
function sampleExtras(): void {
  let needed = extraPicks;
  let taken = 0;
  for (let position = 0; needed > 0; position++) {
    if (below(extraCount - position) < needed) {
      store<u8>(extras + taken++, load<u8>(extraNumbers + position));
      needed--;
    }
  }
}
