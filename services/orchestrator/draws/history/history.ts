import { createHash } from 'node:crypto';
import type { Draws } from '../../../domain/lotteries/draw-frequencies.js';
import type { Lottery } from '../../../domain/lotteries/lottery.js';
import type { Draw } from './draw.js';

/** The draws of one lottery. Immutable: other draws are another version. */
export interface History {
  /** Catalogue id of the lottery. */
  lottery: string;
  /** First 16 hexadecimal digits of the SHA-256 of what was drawn: the same draws have the same version, whatever file they came from. */
  version: string;
  /** Newest first: by draw number, descending. */
  draws: Draw[];
}

/** Draws that the core takes. */
export const MAX_DRAWS = 16_384;

/** Results a history may have. */
export function mostResults({ drawsPerResult }: Pick<Lottery, 'drawsPerResult'>): number {
  return MAX_DRAWS / drawsPerResult;
}

/** `draws` in any order, each number once. */
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

/** Numbers of all draws, newest first (both draws of a Dupla Sena result, the second one first); none without a history. */
export function drawsOf(history: History | undefined): Draws {
  return history ? numbersOfDraws(history) : [];
}

/** Numbers of all draws, newest first, a byte each: what the core reads. */
export const packedDraws = onceEach((history) => Uint8Array.from(numbersOfDraws(history).flat()));

const numbersOfDraws = onceEach(({ draws }) => draws.flatMap(({ numbers, second }) => (second ? [second, numbers] : [numbers])));

/** A history never changes, and every request needs the same of it. */
function onceEach<T>(make: (history: History) => T): (history: History) => T {
  const made = new WeakMap<History, T>();
  return (history) => {
    const value = made.get(history) ?? make(history);
    made.set(history, value);
    return value;
  };
}
