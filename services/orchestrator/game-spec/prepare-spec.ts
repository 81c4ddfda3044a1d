import { invalidArgument } from '../../shared/errors.js';
import type { Violations } from '../../shared/violations.js';
import { type CompiledSpec, compileProgram } from './compile-program.js';
import { conflictsOf } from './conflicts.js';
import type { QuantityLimit } from './quantity-limit.js';
import { type ResolvedSpec, resolveSpec, type SpecMessage, type SpecSources } from './resolve-spec.js';

/** A spec that may run. */
export interface PreparedSpec {
  resolved: ResolvedSpec;
  compiled: CompiledSpec;
}

/**
 * Resolves and compiles what a caller sent.
 * @throws DezenasError INVALID_ARGUMENT listing every wrong field, or the rules that no game can satisfy together.
 */
export async function prepareSpec(
  message: SpecMessage,
  sources: SpecSources,
  limit: QuantityLimit,
  violations?: Violations,
): Promise<PreparedSpec> {
  const resolved = await resolveSpec(message, sources, limit, violations);
  const compiled = compileProgram(resolved);
  if (resolved.spec.bestOf !== undefined && compiled.program.window > 0) {
    throw invalidArgument([
      { field: 'spec.best_of', description: 'not with rules that look at earlier games: the best would not be in a row' },
    ]);
  }
  const conflicts = conflictsOf(compiled);
  if (conflicts.length > 0) throw invalidArgument(conflicts.map((description) => ({ field: 'spec.rules', description })));
  return { resolved, compiled };
}
