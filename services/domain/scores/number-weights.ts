import type { Weighting } from '../game-spec/spec.js';
import { frequenciesOf } from '../lotteries/draw-frequencies.js';
import type { RuleContext } from '../rules/rule.js';

/**
 * Returns a factor, then one weight per number. The chance of accepting a candidate is the factor times the weights of its numbers. A weight is
 * the number's frequency divided by the mean frequency, or the inverse. Each count is raised by one, so that no number is impossible. The factor
 * gives the most favoured game the chance 1, so that no more candidates are rejected than necessary. Empty for UNIFORM.
 */
export function numberWeights(weighting: Weighting, { lottery, picks, draws }: RuleContext): number[] {
  if (weighting === 'UNIFORM') return [];
  const counts = frequenciesOf(draws, lottery.universeSize).map((count) => count + 1);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const weights = counts.map((count) => (weighting === 'FREQUENCY' ? count / mean : mean / count));
  const largest = weights
    .toSorted((a, b) => b - a)
    .slice(0, picks)
    .reduce((product, weight) => product * weight, 1);
  return [1 / largest, ...weights];
}
