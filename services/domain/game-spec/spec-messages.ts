/** Converts a resolved spec to the proto's GameSpec and back. resolveSpec checks and resolves what a caller sent. */

import { DezenasError } from '../../shared/errors.js';
import type { GameSpec, GameSpec__Output } from '../../shared/grpc/generated/dezenas/v1/GameSpec.js';
import type { RuleSetting__Output } from '../../shared/grpc/generated/dezenas/v1/RuleSetting.js';
import { findLottery } from '../lotteries/catalogue.js';
import { CUSTOM_LOTTERY, customLottery } from '../lotteries/custom.js';
import type { RuleSetting, Spec, Weighting } from './spec.js';

export function toGameSpec(spec: Spec): GameSpec {
  const { windowScope, ...constraints } = spec.constraints;
  const { lottery, bestOf } = spec;
  return {
    lottery: lottery.id,
    custom: lottery.id === CUSTOM_LOTTERY ? { universeSize: lottery.universeSize } : undefined,
    picks: spec.picks,
    extraPicks: lottery.extra ? spec.extraPicks : undefined,
    quantity: spec.quantity,
    constraints: { ...constraints, windowScope: `WINDOW_SCOPE_${windowScope}` },
    rules: spec.ruleSettings,
    ruleGroups: spec.ruleGroups,
    weighting: `NUMBER_WEIGHTING_${spec.weighting}`,
    score: { terms: spec.scoreSettings, minScoreHundredths: spec.minScore, popularityVersion: spec.popularityVersion },
    bestOf,
    seed: spec.seed.toString(),
    chunkSize: spec.chunkSize,
    historyVersion: spec.historyVersion,
    coreVersion: spec.coreVersion,
    replayGuaranteed: true,
  };
}

/** @throws DezenasError INVALID_ARGUMENT when the message is not a resolved spec. */
export function fromGameSpec(message: GameSpec__Output | null | undefined): Spec {
  const custom = message?.lottery === CUSTOM_LOTTERY && message.custom && message.picks !== undefined;
  const lottery = custom ? customLottery(message.custom?.universeSize ?? 0, message.picks ?? 0) : findLottery(message?.lottery ?? '');
  if (!message || !lottery || message.picks === undefined || message.quantity === undefined || message.constraints === null) {
    throw new DezenasError('INVALID_ARGUMENT', 'the spec is not resolved');
  }
  const { constraints, score } = message;
  return {
    lottery,
    picks: message.picks,
    extraPicks: message.extraPicks ?? 0,
    quantity: message.quantity,
    constraints: {
      fixedNumbers: constraints.fixedNumbers,
      poolNumbers: constraints.poolNumbers,
      excludedNumbers: constraints.excludedNumbers,
      extraNumbers: constraints.extraNumbers,
      minOdd: constraints.minOdd,
      maxOdd: constraints.maxOdd,
      minEven: constraints.minEven,
      maxEven: constraints.maxEven,
      minRepetition: constraints.minRepetition,
      maxRepetition: constraints.maxRepetition,
      window: constraints.window ?? 0,
      windowScope: constraints.windowScope === 'WINDOW_SCOPE_CHUNK' ? 'CHUNK' : 'JOB',
    },
    ruleSettings: message.rules.map(toRuleSetting),
    ruleGroups: message.ruleGroups.map(({ atLeast, rules }) => ({ atLeast, rules: rules.map(toRuleSetting) })),
    weighting: message.weighting.replace('NUMBER_WEIGHTING_', '') as Weighting,
    scoreSettings: (score?.terms ?? []).map(({ id, weight, ideal }) => ({ id, weight: weight ?? 1, ideal })),
    minScore: score?.minScoreHundredths,
    popularityVersion: score?.popularityVersion ?? '',
    bestOf: message.bestOf,
    seed: BigInt(message.seed ?? 0),
    chunkSize: message.chunkSize ?? 0,
    historyVersion: message.historyVersion ?? '',
    coreVersion: message.coreVersion ?? '',
  };
}

/** Fills in the defaults of a rule setting and sorts its numbers. */
export function toRuleSetting({ id, enabled, min, max, negated, numbers, argument, window }: RuleSetting__Output): RuleSetting {
  return { id, enabled: enabled ?? true, min, max, negated, numbers: numbers.toSorted((a, b) => a - b), argument, window };
}
