import { toGameSpec } from '../../domain/game-spec/spec-messages.js';
import { EventLoopYielder } from '../../shared/async/event-loop-yield.js';
import { invalidArgument } from '../../shared/errors.js';
import type { GameVerdict } from '../../shared/grpc/generated/dezenas/v1/GameVerdict.js';
import type { ValidateGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ValidateGamesRequest.js';
import type { ValidateGamesResponse } from '../../shared/grpc/generated/dezenas/v1/ValidateGamesResponse.js';
import { prepareSpec } from '../game-spec/prepare-spec.js';
import { NO_LIMIT } from '../game-spec/quantity-limit.js';
import type { SpecSources } from '../game-spec/resolve-spec.js';
import { GameValidator, type Verdict } from '../judging/game-validator.js';
import { unpackCallerGames } from './caller-games-messages.js';

/**
 * Yields a verdict for each of the caller's own games, by the rules of the spec in the first message.
 * @throws DezenasError INVALID_ARGUMENT for a wrong spec, or when the first message has no spec or a later one has.
 */
export async function* validateGames(
  requests: AsyncIterable<ValidateGamesRequest__Output>,
  sources: SpecSources,
): AsyncGenerator<ValidateGamesResponse> {
  let validator: GameValidator | undefined;
  const yielder = new EventLoopYielder();
  let index = 0;
  for await (const { header, games, batch } of requests) {
    if (header) {
      if (validator) throw invalidArgument([{ field: 'header', description: 'must not be repeated' }]);
      const spec = header.spec && header.spec.size === undefined ? { ...header.spec, quantity: 1, size: 'quantity' as const } : header.spec;
      const prepared = await prepareSpec(spec, sources, NO_LIMIT);
      validator = new GameValidator(prepared);
      yield { spec: toGameSpec(prepared.resolved.spec) };
      continue;
    }
    if (!validator) throw invalidArgument([{ field: 'header', description: 'must be the first message' }]);
    const verdicts: GameVerdict[] = [];
    for (const { numbers, extras } of unpackCallerGames(games, batch)) {
      verdicts.push(toVerdict(index++, validator.judge(numbers, extras)));
      await yielder.yieldIfDue();
    }
    yield { verdicts: { verdicts } };
  }
  if (!validator) throw invalidArgument([{ field: 'header', description: 'required' }]);
}

function toVerdict(index: number, { violations, score, level }: Verdict): GameVerdict {
  return {
    index,
    valid: violations.length === 0,
    violations,
    score: (score ?? 0) / 100,
    level: level === undefined ? 'LEVEL_UNSPECIFIED' : `LEVEL_${level}`,
  };
}
