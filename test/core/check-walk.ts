import { expect } from 'vitest';
import type { Core } from '../../services/core/core.js';
import { walkChunk } from '../../services/core/walk-chunk.js';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { judge } from '../support/reference/oracle.js';

interface Walk {
  games: number[][];
  levels: number[];
  rejections: number[];
  cursor: number;
}

/** A chunk as the design describes it, candidate by candidate, judged by the oracle. */
function walkPlainly(
  core: Core,
  rules: Parameters<typeof judge>[1],
  draws: number[][],
  order: { chunk: number; chunkCount: number; quantity: number },
  space: number,
  lottery: Pick<Lottery, 'universeSize'>,
): Walk {
  const walk: Walk = { games: [], levels: [], rejections: rules.map(() => 0), cursor: 0 };
  const context = { ...lottery, draws, window: walk.games };
  let failures = 0;
  for (let index = order.chunk; index < space && walk.games.length < order.quantity; index += order.chunkCount) {
    const attempts = Math.floor(failures / 2_500);
    const level = attempts >= 100 ? 4 : attempts >= 50 ? 3 : attempts >= 20 ? 2 : 1;
    const game = [...core.unrank(core.candidateRank(BigInt(index)))];
    const broken = judge(game, rules, level, context);
    walk.cursor++;
    if (broken >= 0) {
      walk.rejections[broken]++;
      failures++;
      continue;
    }
    walk.games.push(game);
    walk.levels.push(level);
    failures = 0;
  }
  return walk;
}

/** Checks that the core walks the first and the last chunk of a spec as the design describes it. */
export async function checkWalk(core: Core, spec: GameSpec): Promise<void> {
  const random = new Random(SEED + 2);
  const lottery = findLottery(spec.lottery ?? 'mega-sena') ?? { universeSize: 100, drawSize: 63 };
  const { universeSize, drawSize } = lottery;
  const draws = Array.from({ length: spec.custom ? 0 : 300 }, () => random.choose(numbersTo(universeSize), drawSize));
  const { program, rules, spaceSize } = await programOf({ ...spec, seed: SEED, chunkSize: 100 }, draws);
  core.configure(program);
  const space = spaceSize > 2n ** 40n ? Number.MAX_SAFE_INTEGER : Number(spaceSize);
  for (const chunk of [0, program.chunkCount - 1]) {
    const order = { chunk, chunkCount: program.chunkCount, quantity: Math.min(100, spec.quantity as number) };
    const expected = walkPlainly(core, rules, draws, order, space, lottery);
    const walk = walkChunk(core, program, { chunk, quantity: order.quantity, cursor: 0n }, new Uint8Array(0));
    const games: number[][] = [];
    const levels: number[] = [];
    let step = walk.next();
    for (; !step.done; step = walk.next()) {
      const batch = step.value;
      if (!batch) continue;
      levels.push(...batch.levels);
      for (let i = 0; i < batch.count; i++) {
        games.push([...batch.numbers.subarray(i * batch.picks, (i + 1) * batch.picks)]);
      }
    }
    expect(games).toEqual(expected.games);
    expect(levels).toEqual(expected.levels);
    expect(step.value.rejections).toEqual(expected.rejections);
    expect(Number(step.value.cursor)).toBe(expected.cursor);
  }
}
