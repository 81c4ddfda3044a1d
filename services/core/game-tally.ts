import { scoreAt } from './batch.js';
import type { GameColumns } from './game-columns.js';
import { countLevels, LEVELS, type Level } from './level.js';

/** Highest score of a game, in hundredths of a point. */
const MAX_SCORE = 10_000;

/** A range of scores and its number of games. */
export interface ScoreBar {
  /** Bounds in points. A score that equals `to` belongs to the next bar, except in the last bar. */
  from: number;
  to: number;
  games: number;
}

/** Counts games by level and by score. The orchestrator tallies a whole job, the excel-writer each file. */
export class GameTally {
  #games = 0;
  readonly #byLevel = LEVELS.map(() => 0);
  readonly #byScore = new Float64Array(MAX_SCORE + 1);

  add({ count, scores, levels }: GameColumns): void {
    this.#games += count;
    for (const [i, games] of countLevels(levels).entries()) this.#byLevel[i] += games;
    const byScore = this.#byScore;
    for (let i = 0; i < count; i++) byScore[scoreAt(scores, i)]++;
  }

  get games(): number {
    return this.#games;
  }

  byLevel(): Record<Level, number> {
    return Object.fromEntries(LEVELS.map((level, i) => [level, this.#byLevel[i]])) as Record<Level, number>;
  }

  /** Scores in hundredths of a point, the mean rounded; all 0 without games. */
  score(): { min: number; mean: number; max: number } {
    if (this.#games === 0) return { min: 0, mean: 0, max: 0 };
    const sum = this.#byScore.reduce((total, games, score) => total + games * score, 0);
    const min = this.#byScore.findIndex((games) => games > 0);
    const max = this.#byScore.findLastIndex((games) => games > 0);
    return { min, mean: Math.round(sum / this.#games), max };
  }

  /** Games by score, in bars that are `points` wide; `points` must divide 100. */
  scoreBars(points: number): ScoreBar[] {
    const bars = Array.from({ length: 100 / points }, (_, i) => ({ from: i * points, to: (i + 1) * points, games: 0 }));
    for (const [score, games] of this.#byScore.entries()) {
      bars[Math.min(bars.length - 1, Math.floor(score / 100 / points))].games += games;
    }
    return bars;
  }
}
