import { combinations } from '../../../domain/lotteries/combinations.js';
import { type Draws, delaysOf, frequenciesOf, resultsOf } from '../../../domain/lotteries/draw-frequencies.js';
import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { valuesOf } from '../../../domain/lotteries/ticket.js';
import { Violations } from '../../../shared/violations.js';
import { drawsOf, type History } from './history.js';

const DEFAULT_PAIRS = 20;
const MAX_PAIRS = 1_000;

/** The draws to evaluate, and how much of the result to list. */
export interface StatisticsRange {
  /** Number of the first draw, inclusive. Default: the oldest draw. */
  firstDraw?: number;
  /** Number of the last draw, inclusive. Default: the newest draw. */
  lastDraw?: number;
  /** Number of most frequent pairs to list. Default: 20. */
  pairs?: number;
}

/**
 * Computes statistics of the numbers over a range of draws.
 * @throws DezenasError INVALID_ARGUMENT for a range that is not in the history.
 */
export function statisticsOf(range: StatisticsRange, lottery: Lottery, history: History) {
  const [oldest, newest] = [history.draws.at(-1)?.number ?? 0, history.draws[0]?.number ?? 0];
  const { firstDraw = oldest, lastDraw = newest, pairs: listed = DEFAULT_PAIRS } = range;
  const violations = new Violations();
  violations.checkRange('first_draw', firstDraw, oldest, newest);
  violations.checkRange('last_draw', lastDraw, oldest, newest);
  if (firstDraw > lastDraw) violations.add('first_draw', `must not be after last_draw: ${firstDraw} > ${lastDraw}`);
  violations.checkRange('pairs', listed, 0, MAX_PAIRS);
  violations.throwIfAny();
  const inRange = history.draws.filter(({ number }) => number >= firstDraw && number <= lastDraw);
  const draws = drawsOf({ ...history, draws: inRange });
  const { universeSize, drawSize } = lottery;
  const times = frequenciesOf(draws, universeSize);
  // A delay counts results (concursos): a number of either draw of Dupla Sena was drawn.
  const delays = delaysOf(resultsOf(draws, lottery.drawsPerResult), universeSize);
  return {
    historyVersion: history.version,
    draws: draws.length,
    numbers: times.map((count, i) => ({
      number: i + 1,
      times: count,
      delay: delays[i],
      expected: (draws.length * drawSize) / universeSize,
    })),
    pairs: mostFrequentPairs(draws, listed),
    odd: oddCounts(draws, lottery),
    sums: sumsOf(draws, lottery),
  };
}

function mostFrequentPairs(draws: Draws, listed: number) {
  const times = new Map<number, number>();
  for (const draw of draws) {
    for (const [i, second] of draw.entries()) {
      for (const first of draw.slice(0, i)) times.set(first * 256 + second, (times.get(first * 256 + second) ?? 0) + 1);
    }
  }
  return [...times]
    .toSorted(([a, timesA], [b, timesB]) => timesB - timesA || a - b)
    .slice(0, listed)
    .map(([key, count]) => ({ first: Math.floor(key / 256), second: key % 256, times: count }));
}

/**
 * Counts the draws by how many of their numbers are odd. The expected counts follow the hypergeometric distribution. On tickets with
 * columns they follow the binomial distribution, because each column gives one number and half of each column is odd.
 */
function oddCounts(draws: Draws, { universeSize, drawSize, columnSize }: Lottery) {
  const odd = Math.ceil(universeSize / 2);
  const chance = (count: number) =>
    columnSize
      ? Number(combinations(drawSize, count)) / 2 ** drawSize
      : Number(combinations(odd, count) * combinations(universeSize - odd, drawSize - count)) /
        Number(combinations(universeSize, drawSize));
  const counts = Array<number>(drawSize + 1).fill(0);
  for (const draw of draws) counts[draw.filter((number) => number % 2 === 1).length]++;
  return counts.map((count, i) => ({ count: i, draws: count, expected: draws.length * chance(i) }));
}

/** The sums of the values that the ticket prints: of digits on a ticket of columns, with 00 as 0 in Lotomania. */
function sumsOf(draws: Draws, lottery: Lottery) {
  const values = valuesOf(lottery);
  const sums = draws.map((draw) => draw.reduce((sum, number) => sum + values[number - 1], 0));
  const mean = sums.reduce((total, sum) => total + sum, 0) / sums.length;
  const variance = sums.reduce((total, sum) => total + (sum - mean) ** 2, 0) / sums.length;
  return { min: Math.min(...sums), max: Math.max(...sums), mean, standardDeviation: Math.sqrt(variance) };
}
