/** What past draws say of each number. Draws are newest first. It describes them; it predicts nothing. */

import { numbersTo } from './ticket.js';

/** Numbers of draws. */
export type Draws = readonly (readonly number[])[];

/** How often each number was drawn; index 0 is number 1. */
export function frequenciesOf(draws: Draws, universeSize: number): number[] {
  const counts = Array<number>(universeSize).fill(0);
  for (const draw of draws) for (const number of draw) counts[number - 1]++;
  return counts;
}

/** Draws since each number was last drawn (atraso): 0 when it is in the last one, all draws when it never was. */
export function delaysOf(draws: Draws, universeSize: number): number[] {
  return numbersTo(universeSize).map((number) => {
    const last = draws.findIndex((draw) => draw.includes(number));
    return last < 0 ? draws.length : last;
  });
}

/** All numbers, drawn most often first; of equally many the smaller first. */
export function byFrequency(draws: Draws, universeSize: number): number[] {
  const counts = frequenciesOf(draws, universeSize);
  return numbersTo(universeSize).toSorted((a, b) => counts[b - 1] - counts[a - 1] || a - b);
}

/** Numbers not drawn since the last cycle closed: a cycle closes with the draw that completes all numbers of the universe. */
export function missingInCycle(draws: Draws, universeSize: number): number[] {
  let missing = new Set(numbersTo(universeSize));
  for (const draw of draws.toReversed()) {
    for (const number of draw) missing.delete(number);
    if (missing.size === 0) missing = new Set(numbersTo(universeSize));
  }
  return [...missing];
}
