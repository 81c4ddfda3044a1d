import type { PopularityModel } from '../../../services/domain/scores/popularity.js';
import { createHistory, type History } from '../../../services/orchestrator/draws/history/history.js';
import { type CompiledSpec, compileProgram } from '../../../services/orchestrator/game-spec/compile-program.js';
import { type ResolvedSpec, resolveSpec, type SpecSources } from '../../../services/orchestrator/game-spec/resolve-spec.js';
import { messageType } from '../../../services/shared/grpc/definitions.js';
import type { GameSpec, GameSpec__Output } from '../../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';

/** Resolves and compiles a spec as the orchestrator does. `draws` are newest first. */
export async function programOf(spec: GameSpec, draws?: number[][], popularity?: PopularityModel): Promise<ResolvedSpec & CompiledSpec> {
  const history = draws && historyOf(draws, spec.lottery);
  const sources: SpecSources = {
    histories: { change: async (_, make) => make(history), latest: async () => history, get: async () => history },
    popularity: { save: async () => {}, latest: async () => popularity, get: async () => popularity },
  };
  // Serialize and parse the spec, as in a request.
  const type = messageType('dezenas.v1.GameSpec');
  const resolved = await resolveSpec(type.deserialize(type.serialize(spec)) as GameSpec__Output, sources, {
    games: 10_000_000,
    reason: '',
  });
  return { ...resolved, ...compileProgram(resolved) };
}

/** Builds a history from draws, newest first. */
export function historyOf(draws: number[][], lottery = 'mega-sena'): History {
  return createHistory(
    lottery,
    draws.map((numbers, i) => ({ number: draws.length - i, date: '2000-01-01', numbers })),
  );
}
