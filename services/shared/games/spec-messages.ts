/** A resolved spec as the proto's GameSpec, and back. Checking what a caller sent is `resolveSpec`'s work, not this file's. */

import { DezenasError } from '../errors.js';
import type { GameSpec, GameSpec__Output } from '../grpc/generated/dezenas/v1/GameSpec.js';
import { findLottery } from '../lotteries/catalogue.js';
import type { Spec } from './spec.js';

export function toGameSpec(spec: Spec): GameSpec {
  const { windowScope, ...constraints } = spec.constraints;
  return {
    lottery: spec.lottery.id,
    picks: spec.picks,
    quantity: spec.quantity,
    constraints: { ...constraints, windowScope: `WINDOW_SCOPE_${windowScope}` },
    rules: spec.ruleSettings,
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
    ruleSettings: message.rules.map(({ id, enabled, min, max, negated, numbers }) => ({
      id,
      enabled: enabled ?? true,
      min,
      max,
      negated,
      numbers,
    })),
    seed: BigInt(message.seed ?? 0),
    chunkSize: message.chunkSize ?? 0,
    historyVersion: message.historyVersion ?? '',
  };
}
