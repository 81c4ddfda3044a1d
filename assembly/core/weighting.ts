/**
 * Weighting of numbers. A candidate is accepted with a probability that is the product of a common factor (entry 0 of the
 * weights) and the weights of its numbers. The random value compared with this probability is a hash of (seed, game), so a
 * seed always gives the same decision for the same game.
 */

import { weightsAddress } from './buffers';
import { gameHi, gameLo } from './game';
import { GOLDEN, mix } from './hash';

let key: u64 = 0;

export function prepareWeighting(seed: u64): void {
  key = mix(seed ^ GOLDEN);
}

/**
 * Returns whether the current game is accepted. The weights are multiplied in ascending order of the numbers, so that every
 * implementation rounds alike.
 */
export function isChosen(): bool {
  let chance = load<f64>(weightsAddress);
  for (let lo = gameLo; lo != 0; lo &= lo - 1) chance *= load<f64>(weightsAddress + (((ctz(lo) as usize) + 1) << 3));
  for (let hi = gameHi; hi != 0; hi &= hi - 1) chance *= load<f64>(weightsAddress + (((ctz(hi) as usize) + 65) << 3));
  const thrown = mix(mix(key + gameLo) ^ (gameHi + GOLDEN)) >> 11;
  return (thrown as f64) * (1.0 / 9007199254740992.0) < chance;
}
