import type { GameColumns } from '../../core/game-columns.js';
import { GameTally, type ScoreBar } from '../../core/game-tally.js';
import type { Level } from '../../core/level.js';
import type { Spec } from '../../domain/game-spec/spec.js';

/** Width of a bar of scores, in points. */
const SCORE_BAR_POINTS = 5;
/** Largest number of bars for the sums. */
const MAX_SUM_BARS = 20;

/** Statistics of the games of a file, as plain data that can be sent to the template thread. */
export interface StatisticsTables {
  games: number;
  gamesByLevel: Record<Level, number>;
  /** Hundredths of a point; all 0 without games. */
  score: { min: number; mean: number; max: number };
  /** Games by their number of hits. All games have 0 hits when no draw is filled in. */
  hits: number[];
  /** Games that contain each number; index 0 is number 1. */
  times: number[];
  /** Games by how many of their numbers are odd. */
  odd: number[];
  /** Games by the sum of their numbers, in bars of equal width that start at the smallest sum. */
  sums: { from: number; to: number; games: number }[];
  /** Games by score, in bars of 5 points. */
  scores: ScoreBar[];
}

/** Counts the games of a file while they are written. */
export class GameStatistics {
  readonly #picks: number;
  readonly #gameBytes: number;
  readonly #tally = new GameTally();
  readonly #times: Float64Array;
  readonly #odd: Float64Array;
  readonly #sums: Float64Array;
  readonly #hits: number[];
  /** For each draw: 1 at the index of every drawn number. */
  readonly #drawn: Uint8Array[];

  constructor({ lottery: { universeSize }, picks, extraPicks }: Spec, draws: number[][]) {
    this.#picks = picks;
    this.#gameBytes = picks + extraPicks;
    this.#times = new Float64Array(universeSize + 1);
    this.#odd = new Float64Array(picks + 1);
    this.#sums = new Float64Array(picks * universeSize + 1);
    this.#hits = new Array<number>(picks + 1).fill(0);
    this.#drawn = draws.map((numbers) => Uint8Array.from({ length: universeSize + 1 }, (_, number) => Number(numbers.includes(number))));
  }

  add(games: GameColumns): void {
    this.#tally.add(games);
    const { count, numbers } = games;
    for (let i = 0; i < count; i++) {
      const start = i * this.#gameBytes;
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
      this.#hits[this.#drawn.length > 0 ? this.#hitsAt(numbers, start) : 0]++;
    }
  }

  tables(): StatisticsTables {
    return {
      games: this.#tally.games,
      gamesByLevel: this.#tally.byLevel(),
      score: this.#tally.score(),
      hits: this.#hits,
      times: [...this.#times.subarray(1)],
      odd: [...this.#odd],
      sums: sumBars(this.#sums),
      scores: this.#tally.scoreBars(SCORE_BAR_POINTS),
    };
  }

  /** Hits of the game that starts at byte `start`; when there are several draws, in the best one. */
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

/** Bars from the smallest sum that occurs to the largest. */
function sumBars(counts: Float64Array): StatisticsTables['sums'] {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return [];
  const last = counts.findLastIndex((count) => count > 0);
  const width = Math.ceil((last - first + 1) / MAX_SUM_BARS);
  return Array.from({ length: Math.ceil((last - first + 1) / width) }, (_, i) => {
    const from = first + i * width;
    const to = Math.min(last, from + width - 1);
    return { from, to, games: counts.subarray(from, to + 1).reduce((sum, count) => sum + count, 0) };
  });
}
