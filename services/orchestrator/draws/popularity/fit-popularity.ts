/**
 * Fits the popularity of each number to the winners of past draws. If many people play the drawn numbers, a tier has more winners
 * than chance alone gives.
 *
 *   log(winners / expected) = year + sum of the effects of the numbers drawn,  expected = revenue / price × chance of the tier
 *
 * The fit is a ridge regression in which the years are not penalised. Cross-validation chooses the penalty. The tier with the greatest
 * share of explained variance counts.
 */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { combinations } from '../../../domain/lotteries/combinations.js';
import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { priceOn } from '../../../domain/lotteries/price.js';
import type { PopularityModel, PopularityQuality } from '../../../domain/scores/popularity.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Draw } from '../history/draw.js';
import type { History } from '../history/history.js';
import { versionOf } from './popularity-store.js';

const FOLDS = 10;
const PENALTIES = [0.1, 0.3, 1, 3, 10, 30, 100];
/** The forward test fits on this share of the draws, the oldest. */
const FORWARD_SHARE = 0.7;
/** With fewer draws, chance outweighs popularity. */
const MIN_DRAWS = 300;
/** With fewer expected winners in a tier, chance outweighs popularity. */
const MIN_WINNERS = 20;
/** The years must not be pulled to 0, but the system of equations must stay solvable. */
const YEAR_PENALTY = 1e-6;

/** A draw with this many times the median revenue of the draws around it is special (Mega da Virada, Independência, São João), or has a rare jackpot. */
const SPECIAL_REVENUE = 6;
/** Draws on each side with which the revenue of a draw is compared. */
const NEIGHBOURS = 15;

/** The data of one draw that the regression uses. */
interface Sample {
  numbers: number[];
  /** The year and the price in force: a price also changes what games of more numbers cost, which the revenue includes. */
  year: string;
  /** log(winners / expected) */
  excess: number;
}

interface Fit {
  effects: number[];
  years: Map<string, number>;
}

/** Fits the model. @throws DezenasError FAILED_PRECONDITION when too few draws have winners, revenue and a known price. */
export function fitPopularity(lottery: Lottery, history: History): PopularityModel {
  const candidates = lottery.tiers
    .flatMap(({ hits }) => (hits ? [hits] : []))
    .map((hits) => ({ hits, samples: samplesOf(lottery, history.draws, hits) }))
    .filter(({ samples }) => samples.length >= MIN_DRAWS)
    .map(({ hits, samples }) => ({ hits, samples, ...choosePenalty(samples, lottery.universeSize) }));
  const [best] = candidates.toSorted((a, b) => b.r2 - a.r2);
  if (!best) {
    throw new DezenasError(
      'FAILED_PRECONDITION',
      `fewer than ${MIN_DRAWS} draws of ${lottery.name} have winners, revenue and a known price; import a file with those columns`,
      { reason: 'NO_WINNINGS' },
    );
  }
  const { hits, samples, penalty, r2, predictions } = best;
  const { effects } = solve(sumUp(samples, lottery.universeSize), penalty);
  // The effects are rounded to nine digits, so that the version does not depend on the last bits of a sum.
  const rounded = effects.map((effect) => Number(effect.toFixed(9)));
  const quality = {
    penalty,
    r2,
    ...deciles(samples, predictions),
    forwardCorrelation: forwardTest(samples, lottery.universeSize, penalty),
  };
  return {
    lottery: lottery.id,
    version: versionOf(lottery.id, rounded),
    historyVersion: history.version,
    hits,
    draws: samples.length,
    effects: rounded,
    quality,
  };
}

/** Returns the samples, oldest first. Leaves out special draws, which attract other players, and draws before the first known price. */
function samplesOf(lottery: Lottery, draws: Draw[], hits: number): Sample[] {
  const { drawSize, universeSize, minPicks } = lottery;
  const chance =
    Number(combinations(drawSize, hits) * combinations(universeSize - drawSize, minPicks - hits)) /
    Number(combinations(universeSize, minPicks));
  const special = specialDraws(draws);
  return draws.toReversed().flatMap((draw) => {
    const { date, numbers, winnings } = draw;
    const winners = winnings?.winners[hits];
    const price = priceOn(lottery, date);
    if (!winnings || special.has(draw) || !winners || !price || winnings.revenueCentavos === 0) return [];
    const expected = (winnings.revenueCentavos / price.centavos) * chance;
    const year = `${date.slice(0, 4)} ${price.validFrom}`;
    return expected >= MIN_WINNERS ? [{ numbers, year, excess: Math.log(winners / expected) }] : [];
  });
}

/** Returns the draws that the file calls special, and those that their revenue shows to be special: many files have no such column. */
export function specialDraws(draws: readonly Draw[]): Set<Draw> {
  const sold = draws.filter(({ winnings }) => winnings && winnings.revenueCentavos > 0);
  const revenues = sold.map(({ winnings }) => winnings?.revenueCentavos ?? 0);
  return new Set(
    sold.filter(({ winnings }, i) => {
      const around = [...revenues.slice(Math.max(0, i - NEIGHBOURS), i), ...revenues.slice(i + 1, i + 1 + NEIGHBOURS)];
      const median = around.toSorted((a, b) => a - b)[Math.floor(around.length / 2)];
      return winnings?.special || (around.length > 0 && revenues[i] >= SPECIAL_REVENUE * median);
    }),
  );
}

/** Chooses the penalty that explains most of the variance in cross-validation. Each prediction comes from a fit without its draw. */
function choosePenalty(samples: Sample[], universeSize: number): Pick<PopularityQuality, 'penalty' | 'r2'> & { predictions: number[] } {
  const mean = average(samples.map(({ excess }) => excess));
  const variance = samples.reduce((sum, { excess }) => sum + (excess - mean) ** 2, 0);
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    sumUp(
      samples.filter((_, i) => i % FOLDS !== fold),
      universeSize,
    ),
  );
  const tried = PENALTIES.map((penalty) => {
    const fits = folds.map((sums) => solve(sums, penalty));
    const predictions = samples.map((sample, i) => predict(fits[i % FOLDS], sample));
    const error = samples.reduce((sum, { excess }, i) => sum + (excess - predictions[i]) ** 2, 0);
    return { penalty, r2: 1 - error / variance, predictions };
  });
  return tried.reduce((best, each) => (each.r2 > best.r2 ? each : best));
}

/**
 * The sums over samples that determine a fit. A row of X has a 1 for each drawn number. The years are eliminated from XᵀX (`gram`) and
 * Xᵀy (`moments`).
 */
interface Sums {
  gram: Matrix;
  moments: Matrix;
  years: Map<string, YearSums>;
  /** Numbers per draw. */
  drawSize: number;
}

interface YearSums {
  draws: number;
  excess: number;
  /** How often each number was drawn. */
  counts: number[];
}

/** Sums up the samples once for all penalties. */
function sumUp(samples: Sample[], universeSize: number): Sums {
  const gram = Matrix.zeros(universeSize, universeSize);
  const moments = Matrix.zeros(universeSize, 1);
  const add = (row: number, column: number, value: number) => gram.set(row, column, gram.get(row, column) + value);
  const years = new Map<string, YearSums>();
  for (const { numbers, year, excess } of samples) {
    const sums = years.get(year) ?? { draws: 0, excess: 0, counts: Array<number>(universeSize).fill(0) };
    years.set(year, sums);
    sums.draws++;
    sums.excess += excess;
    for (const number of numbers) {
      sums.counts[number - 1]++;
      moments.set(number - 1, 0, moments.get(number - 1, 0) + excess);
      for (const other of numbers) add(number - 1, other - 1, 1);
    }
  }
  // Eliminate the years by block elimination (Schur complement): each year leaves this block in the equations of the numbers.
  for (const { draws, excess, counts } of years.values()) {
    const weight = draws + YEAR_PENALTY;
    for (const [row, count] of counts.entries()) {
      moments.set(row, 0, moments.get(row, 0) - (count * excess) / weight);
      for (const [column, other] of counts.entries()) add(row, column, -(count * other) / weight);
    }
  }
  return { gram, moments, years, drawSize: samples[0].numbers.length };
}

function solve({ gram, moments, years, drawSize }: Sums, penalty: number): Fit {
  const penalised = Matrix.add(gram, Matrix.eye(gram.rows).mul(penalty));
  const solution = new CholeskyDecomposition(penalised).solve(moments).to1DArray();
  // The data cannot distinguish the mean effect of the numbers from the effects of the years, so the years take the mean.
  const mean = average(solution);
  const effectOf = ({ draws, excess, counts }: YearSums) =>
    (excess - counts.reduce((sum, count, i) => sum + count * solution[i], 0)) / (draws + YEAR_PENALTY);
  return {
    effects: solution.map((effect) => effect - mean),
    years: new Map([...years].map(([year, sums]) => [year, effectOf(sums) + mean * drawSize])),
  };
}

function predict({ effects, years }: Fit, { numbers, year }: Sample): number {
  return (years.get(year) ?? average([...years.values()])) + numbers.reduce((sum, number) => sum + effects[number - 1], 0);
}

/**
 * Returns the ratio of actual to expected winners for the tenth of the draws with the lowest predictions and the tenth with the
 * highest, each relative to the ratio of all draws.
 */
function deciles(samples: Sample[], predictions: number[]): Pick<PopularityQuality, 'leastDecile' | 'mostDecile'> {
  const order = samples.map((_, i) => i).toSorted((a, b) => predictions[a] - predictions[b]);
  const tenth = Math.floor(samples.length / 10);
  const ratio = (indices: number[]) => Math.exp(average(indices.map((i) => samples[i].excess)));
  const all = ratio(order);
  return { leastDecile: ratio(order.slice(0, tenth)) / all, mostDecile: ratio(order.slice(-tenth)) / all };
}

/** Fits on the older draws and returns the correlation of prediction and excess in the later ones. The later years have no fitted effect. */
function forwardTest(samples: Sample[], universeSize: number, penalty: number): number {
  const split = Math.floor(samples.length * FORWARD_SHARE);
  const { effects } = solve(sumUp(samples.slice(0, split), universeSize), penalty);
  const later = samples.slice(split);
  return correlation(
    later.map(({ numbers }) => numbers.reduce((sum, number) => sum + effects[number - 1], 0)),
    later.map(({ excess }) => excess),
  );
}

function correlation(a: number[], b: number[]): number {
  const [meanA, meanB] = [average(a), average(b)];
  const covariance = a.reduce((sum, value, i) => sum + (value - meanA) * (b[i] - meanB), 0);
  const spread = (values: number[], mean: number) => Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return covariance / (spread(a, meanA) * spread(b, meanB));
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
