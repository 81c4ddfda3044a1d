/** Returns the exact binomial coefficient C(n, k), or 0 if k is not in 0..n. */
export function combinations(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let result = 1n;
  for (let i = 1n; i <= BigInt(Math.min(k, n - k)); i++) result = (result * (BigInt(n) - i + 1n)) / i;
  return result;
}
