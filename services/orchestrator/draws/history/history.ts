import { createHash } from 'node:crypto';
import type { Draws } from '../../../domain/lotteries/draw-frequencies.js';
import type { Lottery } from '../../../domain/lotteries/lottery.js';
import type { Draw } from './draw.js';

/** The draws of one lottery. A history is immutable: other draws have another version. */
export interface History {
  /** Catalogue id of the lottery. */
  lottery: string;
  /** First 16 hexadecimal digits of the SHA-256 of the draws without their winnings. The version does not depend on the imported file. */
  version: string;
  /** Newest first: by draw number, descending. */
  draws: Draw[];
}

/** Maximum number of draws that the core takes. */
export const MAX_DRAWS = 16_384;

/** Returns the maximum number of results that a history may have. */
export function maxResults({ drawsPerResult }: Pick<Lottery, 'drawsPerResult'>): number {
  return MAX_DRAWS / drawsPerResult;
}

/** Creates a history from draws in any order, without duplicates. */
export function createHistory(lottery: string, draws: Draw[]): History {
  const sorted = draws.toSorted((a, b) => b.number - a.number);
  const canonical = sorted.map(({ number, date, numbers, second, extras }) =>
    [number, date, ...numbers, ...(second ? ['/', ...second] : []), ...(extras ? ['+', ...extras] : [])].join(' '),
  );
  const version = createHash('sha256')
    .update(`${lottery}\n${canonical.join('\n')}`)
    .digest('hex')
    .slice(0, 16);
  return { lottery, version, draws: sorted };
}

/**
 * Returns the numbers of all draws, newest first. The second draw of a Dupla Sena result comes before the first. Empty without a
 * history.
 */
export function drawsOf(history: History | undefined): Draws {
  return history ? numbersOfDraws(history) : [];
}

/** Returns the numbers of all draws in the form that the core reads: newest first, one byte per number. */
export const packedDraws = memoizePerHistory((history) => Uint8Array.from(numbersOfDraws(history).flat()));

const numbersOfDraws = memoizePerHistory(({ draws }) => draws.flatMap(({ numbers, second }) => (second ? [second, numbers] : [numbers])));

/** Computes a value once per history. A history never changes, and every request needs the same values. */
function memoizePerHistory<T>(compute: (history: History) => T): (history: History) => T {
  const values = new WeakMap<History, T>();
  return (history) => {
    const value = values.get(history) ?? compute(history);
    values.set(history, value);
    return value;
  };
}
