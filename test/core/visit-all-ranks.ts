import { expect } from 'vitest';
import type { Core } from '../../services/core/core.js';
import { combinations } from '../../services/domain/lotteries/combinations.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, SEED } from '../support/data/random.js';

/** Checks that the permutation visits each game of a space once: games of `picks` out of `poolSize` numbers. */
export async function visitAllRanks(core: Core, poolSize: number, picks: number): Promise<void> {
  const { program, spaceSize } = await programOf({ quantity: 1, picks, seed: SEED, constraints: { poolNumbers: numbersTo(poolSize) } });
  expect(spaceSize).toBe(combinations(poolSize, picks));
  core.configure(program);
  const size = Number(spaceSize);
  const visited = new Uint8Array(size);
  for (let index = 0n; index < spaceSize; index++) visited[Number(core.candidateRank(index))]++;
  let once = 0;
  for (const times of visited) if (times === 1) once++;
  expect(once).toBe(size);
  console.log(`C(${poolSize}, ${picks}): ${once} of ${size} ranks visited exactly once`);
}
