/**
 * The space of candidates. In a space of fewer than 2^63 games, candidate i is the game of rank permute(i), so all candidates are distinct. In a
 * larger space, candidate i is the i-th random sample.
 *
 *   rank = rank of the numbers × number of possible extras + rank of the extras
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

/** Indices of a sampled space: more than any job visits. */
const SAMPLED_SPACE: u64 = 1 << 62;

/** True for a ranked space without columns and extras, the most frequent kind. */
let plain: bool = true;
let sampled: bool = false;
let inColumns: bool = false;
let extraPicks: i32 = 0;
let extraCount: i32 = 0;
let extraSpace: u64 = 1;
const extraNumbers: usize = memory.data(MAX_EXTRA_UNIVERSE, 16);

/**
 * Reads the free, fixed and extra numbers from the input buffer. A game has `drawn` free numbers. `columnSize` 0: no columns.
 * Returns the number of candidates, or 0 when no candidate exists or a space of columns is too large to be ranked.
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

/** Makes the game of `rank` the current game. In a sampled space, `rank` is the index of the sample. */
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

/** Returns the rank of candidate `index`. In a sampled space, the rank is the index. */
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

/** Selection sampling (Knuth, algorithm S): takes each position with the chance needed / remaining positions. */
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
