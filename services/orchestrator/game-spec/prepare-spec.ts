import { invalidArgument } from '../../shared/errors.js';
import type { Violations } from '../../shared/violations.js';
import { type CompiledSpec, compileProgram } from './compile-program.js';
import { findConflicts } from './find-conflicts.js';
import type { QuantityLimit } from './quantity-limit.js';
import { type ResolvedSpec, resolveSpec, type SpecMessage, type SpecSources } from './resolve-spec.js';

/** A resolved and compiled spec, without conflicts between its rules. */
export interface PreparedSpec {
  resolved: ResolvedSpec;
  compiled: CompiledSpec;
}

/**
 * Resolves and compiles a caller's spec.
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
      { field: 'spec.best_of', description: 'not allowed with rules that look at earlier games: the best games are not consecutive' },
    ]);
  }
  const conflicts = findConflicts(compiled);
  if (conflicts.length > 0) throw invalidArgument(conflicts.map((description) => ({ field: 'spec.rules', description })));
  return { resolved, compiled };
}
