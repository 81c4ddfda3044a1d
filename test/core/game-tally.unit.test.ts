import { describe, expect, it } from 'vitest';
import type { GameColumns } from '../../services/core/game-columns.js';
import { GameTally } from '../../services/core/game-tally.js';
import { Random, SEED } from '../support/data/random.js';

interface ScoredGame {
  score: number;
  level: number;
}

function columnsOf(games: ScoredGame[]): GameColumns {
  const scores = Buffer.alloc(games.length * 2);
  for (const [i, { score }] of games.entries()) scores.writeUInt16LE(score, i * 2);
  return { count: games.length, numbers: new Uint8Array(0), scores, levels: Uint8Array.from(games, ({ level }) => level) };
}

describe(`the tally of games (seed ${SEED})`, () => {
  it('counts levels and scores of several batches as counting them one by one does', () => {
    const random = new Random(SEED);
    for (let round = 0; round < 20; round++) {
      const batches = Array.from({ length: random.between(1, 4) }, () =>
        Array.from({ length: random.between(1, 300) }, () => ({
          score: [0, 499, 500, 9_999, 10_000, random.below(10_001)][random.below(6)],
          level: random.between(1, 4),
        })),
      );
      const tally = new GameTally();
      for (const games of batches) tally.add(columnsOf(games));
      const all = batches.flat();
      const count = (matches: (game: ScoredGame) => boolean) => all.filter(matches).length;
      const scores = all.map(({ score }) => score);
      expect(tally.games).toBe(all.length);
      expect(Object.values(tally.byLevel())).toEqual([1, 2, 3, 4].map((code) => count(({ level }) => level === code)));
      expect(tally.score()).toEqual({
        min: Math.min(...scores),
        mean: Math.round(scores.reduce((sum, score) => sum + score, 0) / all.length),
        max: Math.max(...scores),
      });
      expect(tally.scoreBars(5)).toEqual(
        Array.from({ length: 20 }, (_, i) => ({
          from: i * 5,
          to: i * 5 + 5,
          games: count(({ score }) => score >= i * 500 && (score < i * 500 + 500 || i === 19)),
        })),
      );
    }
  });

  it('has zeros without games', () => {
    const tally = new GameTally();
    expect([tally.games, tally.byLevel(), tally.score()]).toEqual([
      0,
      { STRICT: 0, NORMAL: 0, RELAXED: 0, MINIMAL: 0 },
      { min: 0, mean: 0, max: 0 },
    ]);
  });
});
