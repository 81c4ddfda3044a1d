/** A resolved spec as the proto's GameSpec, and back. Checking what a caller sent is `resolveSpec`'s work, not this file's. */

import { DezenasError } from '../errors.js';
import type { GameSpec, GameSpec__Output } from '../grpc/generated/dezenas/v1/GameSpec.js';
import type { RuleSetting__Output } from '../grpc/generated/dezenas/v1/RuleSetting.js';
import { findLottery } from '../lotteries/catalogue.js';
import type { RuleSetting, Spec } from './spec.js';

export function toGameSpec(spec: Spec): GameSpec {
  const { windowScope, ...constraints } = spec.constraints;
  return {
    lottery: spec.lottery.id,
    picks: spec.picks,
    quantity: spec.quantity,
    constraints: { ...constraints, windowScope: `WINDOW_SCOPE_${windowScope}` },
    rules: spec.ruleSettings,
    ruleGroups: spec.ruleGroups,
    seed: spec.seed.toString(),
    chunkSize: spec.chunkSize,
    historyVersion: spec.historyVersion,
  };
}

/** @throws DezenasError INVALID_ARGUMENT when the message is not a resolved spec. */
export function fromGameSpec(message: GameSpec__Output | null | undefined): Spec {
  const lottery = message && findLottery(message.lottery);
  if (!message || !lottery || message.picks === undefined || message.quantity === undefined || message.constraints === null) {
    throw new DezenasError('INVALID_ARGUMENT', 'the spec is not resolved');
  }
  const { constraints } = message;
  return {
    lottery,
    picks: message.picks,
    quantity: message.quantity,
    constraints: {
      fixedNumbers: constraints.fixedNumbers,
      poolNumbers: constraints.poolNumbers,
      excludedNumbers: constraints.excludedNumbers,
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
    seed: BigInt(message.seed ?? 0),
    chunkSize: message.chunkSize ?? 0,
    historyVersion: message.historyVersion ?? '',
  };
}

/** A setting with its defaults; numbers ascending. */
export function toRuleSetting({ id, enabled, min, max, negated, numbers }: RuleSetting__Output): RuleSetting {
  return { id, enabled: enabled ?? true, min, max, negated, numbers: numbers.toSorted((a, b) => a - b) };
}
