import { type Batch, scoreAt } from '../shared/games/batch.js';

/** Points of a bar of scores, and how many bars sums are told in. */
const SCORE_STEP = 5;
const SUM_BARS = 20;

/** What the statistics sheet tells of the games, as plain data. */
export interface StatisticsTables {
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
  readonly #times: Float64Array;
  readonly #odd: Float64Array;
  readonly #sums: Float64Array;
  readonly #scores = new Float64Array(100 / SCORE_STEP);

  constructor(universeSize: number, picks: number) {
    this.#times = new Float64Array(universeSize + 1);
    this.#odd = new Float64Array(picks + 1);
    this.#sums = new Float64Array(picks * universeSize + 1);
  }

  add({ count, picks, extraPicks, numbers, scores }: Batch): void {
    const bytes = picks + extraPicks;
    for (let i = 0; i < count; i++) {
      let odd = 0;
      let sum = 0;
      for (let at = i * bytes; at < i * bytes + picks; at++) {
        const number = numbers[at];
        this.#times[number]++;
        odd += number & 1;
        sum += number;
      }
      this.#odd[odd]++;
      this.#sums[sum]++;
      this.#scores[Math.min(this.#scores.length - 1, Math.floor(scoreAt(scores, i) / 100 / SCORE_STEP))]++;
    }
  }

  tables(): StatisticsTables {
    return {
      times: [...this.#times.subarray(1)],
      odd: [...this.#odd],
      sums: barsOf(this.#sums),
      scores: [...this.#scores].map((games, i) => ({ from: i * SCORE_STEP, to: (i + 1) * SCORE_STEP, games })),
    };
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
