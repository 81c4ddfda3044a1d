/** splitmix64 by Sebastiano Vigna: https://prng.di.unimi.it/splitmix64.c */

export const GOLDEN: u64 = 0x9e3779b97f4a7c15;

// @ts-ignore: decorator
@inline
export function mix(word: u64): u64 {
  let mixed = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}
