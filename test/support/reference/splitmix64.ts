/** splitmix64 in BigInt, written from its author's description, independently of the core. */

export const U64 = (1n << 64n) - 1n;

/** The increment of the state. */
export const GOLDEN = 0x9e3779b97f4a7c15n;

/** The output function. */
export function mix(word: bigint): bigint {
  let mixed = ((word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n) & U64;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & U64;
  return mixed ^ (mixed >> 31n);
}
