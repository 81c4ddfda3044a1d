import type { TicketColumns } from '../../core/program.js';
import { combinations } from '../../domain/lotteries/combinations.js';

/** Counts the games of `picks` numbers that contain the fixed numbers and have `least` to `most` numbers in each column. */
export function gamesInColumns(
  { size, least, most }: TicketColumns,
  universeSize: number,
  freeNumbers: number[],
  fixedNumbers: number[],
  picks: number,
): bigint {
  const columnOf = (number: number) => Math.ceil(number / size);
  let ways = [1n];
  for (let column = 1; column <= Math.ceil(universeSize / size); column++) {
    const free = freeNumbers.filter((number) => columnOf(number) === column).length;
    const fixed = fixedNumbers.filter((number) => columnOf(number) === column).length;
    const next: bigint[] = [];
    for (const [count, before] of ways.entries()) {
      for (let chosen = Math.max(0, least - fixed); chosen <= Math.min(free, most - fixed); chosen++) {
        const total = count + fixed + chosen;
        next[total] = (next[total] ?? 0n) + before * combinations(free, chosen);
      }
    }
    ways = Array.from(next, (value) => value ?? 0n);
  }
  return ways[picks] ?? 0n;
}

/** Returns the probability of a duplicate among `games` random games of a space (birthday problem): 1 − exp(−n (n − 1) / 2 N). */
export function repeatProbability(games: number, spaceSize: bigint): number {
  return -Math.expm1((-games * (games - 1)) / 2 / Number(spaceSize));
}
