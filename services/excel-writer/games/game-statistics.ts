import { scoreAt } from '../../core/batch.js';
import type { GameColumns } from '../../core/game-columns.js';
import { LEVELS, type Level } from '../../core/level.js';
import type { Spec } from '../../domain/game-spec/spec.js';

/** Points of a bar of scores, and how many bars sums are told in. */
const SCORE_STEP = 5;
const SUM_BARS = 20;

/** What the sheets tell of the games of their file, as plain data. */
export interface StatisticsTables {
  games: number;
  gamesByLevel: Record<Level, number>;
  /** Hundredths of a point; all 0 without games. */
  score: { min: number; mean: number; max: number };
  /** Games by how many of the drawn numbers they have; all have 0 when none are drawn. */
  hits: number[];
  /** How often each number occurs; index 0 is number 1. */
  times: number[];
  /** Games by how many of their numbers are odd. */
  odd: number[];
  /** Games by the sum of their numbers, in bars of equal width from the smallest sum there is. */
  sums: { from: number; to: number; games: number }[];
  /** Games by score, in bars of 5 points. */
  scores: { from: number; to: number; games: number }[];
}

/** Counts games as they pass. */
export class GameStatistics {
  readonly #picks: number;
  readonly #bytes: number;
  readonly #times: Float64Array;
  readonly #odd: Float64Array;
  readonly #sums: Float64Array;
  readonly #scores = new Float64Array(100 / SCORE_STEP);
  readonly #levels = [0, 0, 0, 0];
  readonly #hits: number[];
  /** Per draw and number: 1 where it was drawn. */
  readonly #drawn: Uint8Array[];
  #games = 0;
  #scoreMin = Number.POSITIVE_INFINITY;
  #scoreMax = 0;
  #scoreSum = 0;

  constructor({ lottery: { universeSize }, picks, extraPicks }: Spec, draws: number[][]) {
    this.#picks = picks;
    this.#bytes = picks + extraPicks;
    this.#times = new Float64Array(universeSize + 1);
    this.#odd = new Float64Array(picks + 1);
    this.#sums = new Float64Array(picks * universeSize + 1);
    this.#hits = new Array<number>(picks + 1).fill(0);
    this.#drawn = draws.map((numbers) => Uint8Array.from({ length: universeSize + 1 }, (_, number) => Number(numbers.includes(number))));
  }

  add({ count, numbers, scores, levels }: GameColumns): void {
    this.#games += count;
    for (let i = 0; i < count; i++) {
      const start = i * this.#bytes;
      let odd = 0;
      let sum = 0;
      for (let at = start; at < start + this.#picks; at++) {
        const number = numbers[at];
        this.#times[number]++;
        odd += number & 1;
        sum += number;
      }
      this.#odd[odd]++;
      this.#sums[sum]++;
      const score = scoreAt(scores, i);
      this.#scores[Math.min(this.#scores.length - 1, Math.floor(score / 100 / SCORE_STEP))]++;
      this.#scoreSum += score;
      if (score < this.#scoreMin) this.#scoreMin = score;
      if (score > this.#scoreMax) this.#scoreMax = score;
      this.#levels[levels[i] - 1]++;
      this.#hits[this.#drawn.length > 0 ? this.#hitsAt(numbers, start) : 0]++;
    }
  }

  tables(): StatisticsTables {
    const games = this.#games;
    return {
      games,
      gamesByLevel: Object.fromEntries(LEVELS.map((level, i) => [level, this.#levels[i]])) as Record<Level, number>,
      score:
        games === 0 ? { min: 0, mean: 0, max: 0 } : { min: this.#scoreMin, mean: Math.round(this.#scoreSum / games), max: this.#scoreMax },
      hits: this.#hits,
      times: [...this.#times.subarray(1)],
      odd: [...this.#odd],
      sums: barsOf(this.#sums),
      scores: [...this.#scores].map((count, i) => ({ from: i * SCORE_STEP, to: (i + 1) * SCORE_STEP, games: count })),
    };
  }

  /** Drawn numbers the game at `start` has; of several draws, in the best one. */
  #hitsAt(numbers: Uint8Array, start: number): number {
    let best = 0;
    for (const drawn of this.#drawn) {
      let hits = 0;
      for (let at = start; at < start + this.#picks; at++) hits += drawn[numbers[at]];
      best = Math.max(best, hits);
    }
    return best;
  }
}

/** Bars from the first count that is not 0 to the last. */
function barsOf(counts: Float64Array): StatisticsTables['sums'] {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return [];
  const last = counts.findLastIndex((count) => count > 0);
  const width = Math.ceil((last - first + 1) / SUM_BARS);
  return Array.from({ length: Math.ceil((last - first + 1) / width) }, (_, i) => {
    const from = first + i * width;
    const to = Math.min(last, from + width - 1);
    return { from, to, games: counts.subarray(from, to + 1).reduce((sum, count) => sum + count, 0) };
  });
}
