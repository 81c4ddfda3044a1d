/** Statistics of the numbers in past draws, newest draw first. They describe the past and predict nothing. */

import { numbersTo } from './ticket.js';

/** The numbers of each draw. */
export type Draws = readonly (readonly number[])[];

/** Counts how often each number was drawn. Index 0 is number 1. */
export function frequenciesOf(draws: Draws, universeSize: number): number[] {
  const counts = Array<number>(universeSize).fill(0);
  for (const draw of draws) for (const number of draw) counts[number - 1]++;
  return counts;
}

/** Counts the draws since each number was last drawn (*atraso*): 0 if the last draw has the number, the count of all draws if no draw has it. */
export function delaysOf(draws: Draws, universeSize: number): number[] {
  return numbersTo(universeSize).map((number) => {
    const last = draws.findIndex((draw) => draw.includes(number));
    return last < 0 ? draws.length : last;
  });
}

/** Sorts all numbers by frequency, the most frequent first. Of equally frequent numbers, the smaller comes first. */
export function byFrequency(draws: Draws, universeSize: number): number[] {
  const counts = frequenciesOf(draws, universeSize);
  return numbersTo(universeSize).toSorted((a, b) => counts[b - 1] - counts[a - 1] || a - b);
}

/** Sorts all numbers by frequency, the least frequent first. Of equally frequent numbers, the smaller comes first. */
export function byRarity(draws: Draws, universeSize: number): number[] {
  const counts = frequenciesOf(draws, universeSize);
  return numbersTo(universeSize).toSorted((a, b) => counts[a - 1] - counts[b - 1] || a - b);
}

/**
 * Returns the numbers of each result (*concurso*), newest first: of a lottery with two draws per result, the numbers of both.
 * @param draws all draws of each result, one after the other.
 */
export function resultsOf(draws: Draws, drawsPerResult: number): Draws {
  if (drawsPerResult === 1) return draws;
  const results: number[][] = [];
  for (let i = 0; i < draws.length; i += drawsPerResult) results.push([...new Set(draws.slice(i, i + drawsPerResult).flat())]);
  return results;
}

/** Returns the numbers that are missing in the current cycle. A cycle ends with the draw after which every number was drawn since its start. */
export function missingInCycle(draws: Draws, universeSize: number): number[] {
  let missing = new Set(numbersTo(universeSize));
  for (const draw of draws.toReversed()) {
    for (const number of draw) missing.delete(number);
    if (missing.size === 0) missing = new Set(numbersTo(universeSize));
  }
  return [...missing];
}
