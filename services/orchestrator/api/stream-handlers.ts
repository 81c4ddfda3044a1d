import { type Batch, scoreAt, toGameBatch } from '../../core/batch.js';
import { levelOf } from '../../core/level.js';
import { toGameSpec } from '../../domain/game-spec/spec-messages.js';
import { toGenerationSummary } from '../../domain/game-spec/summary.js';
import type { Game } from '../../shared/grpc/generated/dezenas/v1/Game.js';
import type { StreamGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/StreamGamesRequest.js';
import type { StreamGamesResponse } from '../../shared/grpc/generated/dezenas/v1/StreamGamesResponse.js';
import { type CallContext, serverStream } from '../../shared/grpc/server/handlers.js';
import type { Logger } from '../../shared/observability/logging.js';
import { Violations } from '../../shared/violations.js';
import { generatedGames } from '../game-spec/compile-program.js';
import { prepareSpec } from '../game-spec/prepare-spec.js';
import { quantityLimit } from '../game-spec/quantity-limit.js';
import type { SpecSources } from '../game-spec/resolve-spec.js';
import { fromGenerationMode, type RunnerChooser } from '../generation/choose-runner.js';
import { generateGames, shortfallError } from '../generation/generation.js';
import type { CallLimit } from './call-limit.js';

/** The dependencies of StreamGames. */
export interface GameStreamer {
  sources: SpecSources;
  chooser: RunnerChooser;
  maxQuantity: number;
  limit: CallLimit;
}

/** Creates the handler of StreamGames. */
export function createStreamHandlers(streamer: GameStreamer, logger: Logger) {
  return {
    StreamGames: serverStream(logger, (request: StreamGamesRequest__Output, context) =>
      streamer.limit.stream(context, () => streamGames(request, streamer, context)),
    ),
  };
}

async function* streamGames(
  request: StreamGamesRequest__Output,
  { sources, chooser, maxQuantity }: GameStreamer,
  { signal, requestId, caller }: CallContext,
): AsyncGenerator<StreamGamesResponse> {
  const limit = quantityLimit(maxQuantity, caller);
  const violations = new Violations();
  const mode = fromGenerationMode(request.mode, violations);
  const expanded = violations.checkEnum('encoding', request.encoding, 'GAME_ENCODING_', ['PACKED', 'EXPANDED']) === 'EXPANDED';
  const { resolved, compiled } = await prepareSpec(request.spec, sources, limit, violations);
  const { spec } = resolved;
  const runner = await chooser.choose(mode, generatedGames(spec), signal, requestId);
  yield { spec: toGameSpec(spec) };
  const games = generateGames(spec, compiled, runner, signal);
  let step = await games.next();
  for (; !step.done; step = await games.next()) {
    yield expanded ? { list: { games: toGames(step.value) } } : { batch: toGameBatch(step.value) };
  }
  const { summary, shortfall } = step.value;
  if (shortfall) throw shortfallError(shortfall);
  yield { summary: toGenerationSummary(summary) };
}

function toGames({ count, picks, extraPicks, numbers, scores, levels }: Batch): Game[] {
  const bytes = picks + extraPicks;
  return Array.from({ length: count }, (_, i) => ({
    numbers: Array.from(numbers.subarray(i * bytes, i * bytes + picks)),
    extras: Array.from(numbers.subarray(i * bytes + picks, (i + 1) * bytes)),
    score: scoreAt(scores, i) / 100,
    level: `LEVEL_${levelOf(levels[i])}` as const,
  }));
}
