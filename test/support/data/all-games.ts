/** Returns all games of `size` of these numbers, in lexicographic order of their positions. */
export function allGames(numbers: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return numbers.flatMap((number, i) => allGames(numbers.slice(i + 1), size - 1).map((rest) => [number, ...rest]));
}
