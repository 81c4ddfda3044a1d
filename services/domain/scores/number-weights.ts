import type { Weighting } from '../game-spec/spec.js';
import { frequenciesOf } from '../lotteries/draw-frequencies.js';
import type { RuleContext } from '../rules/rule.js';

/**
 * What the chance of accepting a candidate is a product of: a factor, then a weight of each number: its frequency over the mean
 * frequency, or the inverse. One is added to each count, so that no number is impossible. The factor makes the most favoured game certain,
 * so that no more candidates are refused than needed. Empty for UNIFORM.
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
