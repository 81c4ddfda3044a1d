import { combinations } from './combinations.js';
import type { Lottery, PrizeTier } from './lottery.js';

/** The part of an official result that decides prizes. */
export interface Result {
  numbers: readonly number[];
  extras: readonly number[];
  bonus?: number;
}

/** The hits of a game in a result. */
export interface Hits {
  /** Number of hits; for tickets made of columns, columns hit. */
  numbers: number;
  extras: number;
  /** True if the game has the bonus number. */
  bonus: boolean;
}

export interface ColumnHits {
  numbers: number;
  hit: boolean;
}

export function hitsOf(game: readonly number[], extras: readonly number[], result: Result): Hits {
  return {
    numbers: game.filter((number) => result.numbers.includes(number)).length,
    extras: extras.filter((extra) => result.extras.includes(extra)).length,
    bonus: result.bonus !== undefined && game.includes(result.bonus),
  };
}

/** Returns, for each column of the ticket, how many numbers the game has in it and whether one of them was drawn. Undefined for tickets without columns. */
export function columnHitsOf(
  { columnSize, universeSize }: Lottery,
  game: readonly number[],
  drawn: readonly number[],
): ColumnHits[] | undefined {
  if (columnSize === undefined) return undefined;
  return Array.from({ length: Math.ceil(universeSize / columnSize) }, (_, column) => {
    const marked = game.filter((number) => Math.ceil(number / columnSize) === column + 1);
    return { numbers: marked.length, hit: marked.some((number) => drawn.includes(number)) };
  });
}

/**
 * Counts the prizes of each tier that a game wins: one for each simple bet in it with exactly the hits of the tier. In a game of n numbers with
 * h hits, C(h, t) C(n − h, k − t) of the simple bets of k numbers have t hits. `columns` is set for tickets made of columns.
 */
export function prizesOf(lottery: Lottery, picks: number, extraPicks: number, hits: Hits, columns?: readonly ColumnHits[]): bigint[] {
  return lottery.tiers.map((tier) => betsWithHits(lottery, picks, hits, tier, columns) * betsWithExtras(lottery, extraPicks, hits, tier));
}

function betsWithHits(
  { minPicks }: Lottery,
  picks: number,
  { numbers, bonus }: Hits,
  tier: PrizeTier,
  columns?: readonly ColumnHits[],
): bigint {
  if (columns) return betsInColumns(columns, tier.hits);
  if (tier.hits === undefined) return combinations(picks, minPicks);
  const rest = minPicks - tier.hits;
  if (tier.bonus === undefined) return combinations(numbers, tier.hits) * combinations(picks - numbers, rest);
  const others = picks - numbers - (bonus ? 1 : 0);
  if (!tier.bonus) return combinations(numbers, tier.hits) * combinations(others, rest);
  return bonus ? combinations(numbers, tier.hits) * combinations(others, rest - 1) : 0n;
}

/** Returns the coefficient of x^hits in the product over the columns of (x + numbers − 1), or of (numbers) for a column without a hit. */
function betsInColumns(columns: readonly ColumnHits[], hits: number | undefined): bigint {
  let bets = [1n];
  for (const { numbers, hit } of columns) {
    const next = Array<bigint>(bets.length + 1).fill(0n);
    for (const [count, ways] of bets.entries()) {
      next[count] += ways * BigInt(hit ? numbers - 1 : numbers);
      if (hit) next[count + 1] += ways;
    }
    bets = next;
  }
  return hits === undefined ? bets.reduce((sum, ways) => sum + ways, 0n) : (bets[hits] ?? 0n);
}

/** The numbers alone decide a tier that needs no extras, so a game whose extras are unknown counts as one with a simple bet's extras. */
function betsWithExtras({ extra }: Lottery, extraPicks: number, { extras }: Hits, { extraHits }: PrizeTier): bigint {
  if (!extra) return 1n;
  if (extraHits === undefined) return extraPicks === 0 ? 1n : combinations(extraPicks, extra.minPicks);
  return extraHits.reduce(
    (sum, count) => sum + combinations(extras, count) * combinations(extraPicks - extras, extra.minPicks - count),
    0n,
  );
}

/** Returns the display name of a tier. */
export function tierName({ extra }: Lottery, { name, hits, extraHits, bonus }: PrizeTier): string {
  if (name) return name;
  const more = extraHits ? ` + ${extraHits.join('/')}` : '';
  return `${hits ?? ''}${extra && extraHits ? more : ''}${bonus ? ' + bonus' : ''}`;
}
