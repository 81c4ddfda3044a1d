import { describe, expect, it } from 'vitest';
import type { Batch } from '../../services/core/batch.js';
import { BestGames } from '../../services/orchestrator/generation/best-games.js';
import { Random, SEED } from '../support/data/random.js';

describe(`BestGames (seed ${SEED})`, () => {
  it('returns exactly the games with the best scores, in descending order, and equal scores in the order of arrival', () => {
    const random = new Random(SEED);
    const best = new BestGames(1_000, { picks: 3, extraPicks: 1 });
    const all: { numbers: number[]; score: number; level: number }[] = [];
    for (let round = 0; round < 40; round++) {
      const count = random.between(1, 5_000);
      const games = Array.from({ length: count }, () => ({
        numbers: [1, 2, 3, random.between(1, 9)],
        score: random.below(50) * random.below(200),
        level: random.between(1, 4),
      }));
      const scores = new Uint8Array(count * 2);
      for (const [i, { score }] of games.entries()) new DataView(scores.buffer).setUint16(i * 2, score, true);
      const batch: Batch = {
        ...{ chunk: 0, offset: 0, count, picks: 3, extraPicks: 1, scores },
        numbers: Uint8Array.from(games.flatMap(({ numbers }) => numbers)),
        levels: Uint8Array.from(games.map(({ level }) => level)),
      };
      best.add(batch);
      all.push(...games);
    }
    const expected = all.toSorted((a, b) => b.score - a.score).slice(0, 1_000);
    const selected = [...best.batches()].flatMap(({ count, numbers, scores, levels }) =>
      Array.from({ length: count }, (_, i) => ({
        numbers: [...numbers.subarray(i * 4, i * 4 + 4)],
        score: new DataView(scores.buffer).getUint16(i * 2, true),
        level: levels[i],
      })),
    );
    expect(selected).toEqual(expected);
  });
});
