import { createHash } from 'node:crypto';
import type { Draw } from './draw.js';

/** The draws of one lottery. Immutable: other draws are another version. */
export interface History {
  /** Catalogue id of the lottery. */
  lottery: string;
  /** First 16 hexadecimal digits of the SHA-256 of the draws: the same draws have the same version, whatever file they came from. */
  version: string;
  /** Newest first: by draw number, descending. */
  draws: Draw[];
}

/** `draws` in any order, each number once. */
export function createHistory(lottery: string, draws: Draw[]): History {
  const sorted = draws.toSorted((a, b) => b.number - a.number);
  const canonical = sorted.map(({ number, date, numbers }) => `${number} ${date} ${numbers.join(' ')}`).join('\n');
  const version = createHash('sha256').update(`${lottery}\n${canonical}`).digest('hex').slice(0, 16);
  return { lottery, version, draws: sorted };
}

/** Numbers of all draws, newest first; none without a history. */
export function drawsOf(history: History | undefined): number[][] {
  return history?.draws.map(({ numbers }) => numbers) ?? [];
}

/** Numbers of all draws, newest first, a byte each: what the core reads. */
export function packedDraws({ draws }: History): Uint8Array {
  return Uint8Array.from(draws.flatMap(({ numbers }) => numbers));
}
