/** Binomial coefficients C(n, k). Values below 2^63 are exact; larger values read as NOT_COUNTABLE. */

import { MAX_PICKS, MAX_UNIVERSE } from './limits';

export const NOT_COUNTABLE: u64 = 1 << 63;

// Stored as [k][n], so that the search over n for one k reads consecutive memory.
const ROW: usize = ((MAX_UNIVERSE + 1) as usize) * 8;
const table: usize = memory.data((MAX_PICKS + 1) * (MAX_UNIVERSE + 1) * 8, 16);
let ready = false;

// @ts-ignore: decorator
@inline
export function binomialRow(k: i32): usize {
  return table + (k as usize) * ROW;
}

// @ts-ignore: decorator
@inline
export function binomial(n: i32, k: i32): u64 {
  return load<u64>(binomialRow(k) + ((n as usize) << 3));
}

/** Adds two counts. The result is NOT_COUNTABLE from 2^63 on. */
// @ts-ignore: decorator
@inline
export function addCounts(a: u64, b: u64): u64 {
  return a < NOT_COUNTABLE - b ? a + b : NOT_COUNTABLE;
}

/** Computes Pascal's triangle at the first call. */
export function prepareBinomials(): void {
  if (ready) return;
  ready = true;
  for (let n: i32 = 0; n <= MAX_UNIVERSE; n++) {
    store<u64>(binomialRow(0) + ((n as usize) << 3), 1);
    for (let k: i32 = 1; k <= MAX_PICKS; k++) {
      let value: u64 = 0;
      if (n > 0) {
        value = addCounts(binomial(n - 1, k - 1), binomial(n - 1, k));
      }
      store<u64>(binomialRow(k) + ((n as usize) << 3), value);
    }
  }
}
