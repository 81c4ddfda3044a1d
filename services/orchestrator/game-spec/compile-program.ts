import { LOOKING_BACK, type Program } from '../../core/program.js';
import type { AppliedRule, Spec } from '../../domain/game-spec/spec.js';
import { columnBoundsOf } from '../../domain/lotteries/column-bounds.js';
import { combinations } from '../../domain/lotteries/combinations.js';
import { hasOwnValues, numbersTo, valuesOf } from '../../domain/lotteries/ticket.js';
import { applyRules } from '../../domain/rules/apply-rules.js';
import { compileScore } from '../../domain/scores/compile-score.js';
import { numberWeights } from '../../domain/scores/number-weights.js';
import { popularityTerm } from '../../domain/scores/terms.js';
import { drawsOf, packedDraws } from '../draws/history/history.js';
import { freeNumbersOf } from './resolve-constraints.js';
import type { ResolvedSpec } from './resolve-spec.js';
import { gamesInColumns } from './space.js';

/**
 * Spaces up to this size are walked to the end, so that a shortfall is proven. In larger spaces a chunk gives up after {@link
 * GIVE_UP_ATTEMPTS}.
 */
const ENUMERABLE_SPACE = 2n ** 26n;
const GIVE_UP_ATTEMPTS = 300;

/** From this size on, the core draws candidates at random instead of by rank. */
export const RANKED_SPACE = 2n ** 63n;

export interface CompiledSpec {
  program: Program;
  /** The rules of the program, in the same order. */
  rules: AppliedRule[];
  /**
   * The count of possible games: C(free numbers, picks − fixed numbers), or the games that fit the columns, times the choices of
   * extras.
   */
  spaceSize: bigint;
}

/** Compiles a resolved spec to a program for the core. The same spec, history and model give the same program. */
export function compileProgram(resolved: ResolvedSpec): CompiledSpec {
  const { seed, chunkSize } = resolved.spec;
  const { program, ...rest } = compiledSettings(resolved);
  return { ...rest, program: { ...program, seed, chunkCount: Math.ceil(generatedGames(resolved.spec) / chunkSize) } };
}

/** The part of a compiled spec that depends on neither the seed nor the quantity. */
interface CompiledSettings extends Omit<CompiledSpec, 'program'> {
  program: Omit<Program, 'seed' | 'chunkCount'>;
}

/** The settings used last, least recently used first. Most requests of a caller differ only in seed and quantity. */
const cache = new Map<string, CompiledSettings>();
const MAX_CACHED = 32;

function compiledSettings(resolved: ResolvedSpec): CompiledSettings {
  const { lottery, seed, quantity, bestOf, chunkSize, ...settings } = resolved.spec;
  // The settings include the versions of history and model. Custom lotteries share one id but differ in name.
  const key = JSON.stringify([lottery.id, lottery.name, settings]);
  const parts = cache.get(key) ?? compileSettings(resolved);
  cache.delete(key);
  cache.set(key, parts);
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value as string);
  return parts;
}

function compileSettings({ spec, history, popularity }: ResolvedSpec): CompiledSettings {
  const { lottery, picks, extraPicks, constraints } = spec;
  const context = { lottery, picks, draws: drawsOf(history), popularity };
  const { applied, core } = applyRules(context, spec);
  const conditions = core.flatMap((rule) => rule.conditions);
  const freeNumbers = freeNumbersOf(constraints, lottery);
  const extraNumbers = constraints.extraNumbers.length > 0 ? constraints.extraNumbers : numbersTo(lottery.extra?.universeSize ?? 0);
  const columns = columnBoundsOf(lottery, picks);
  const spaceSize = spaceSizeOf(spec, freeNumbers) * combinations(extraNumbers.length, extraPicks);
  const lookBacks = conditions.map(({ kind, operand }) => (LOOKING_BACK.includes(kind) ? operand : 0));
  return {
    rules: applied,
    spaceSize,
    program: {
      universeSize: lottery.universeSize,
      picks,
      extraPicks,
      columns,
      values: hasOwnValues(lottery) ? Uint8Array.from(valuesOf(lottery)) : new Uint8Array(0),
      freeNumbers: Uint8Array.from(freeNumbers),
      fixedNumbers: Uint8Array.from(constraints.fixedNumbers),
      extraNumbers: Uint8Array.from(extraNumbers),
      rules: core,
      scoreTerms: compileScore(spec.scoreSettings, context),
      popularity: conditions.some(({ kind }) => kind === 'POPULARITY') ? popularityTerm(context) : undefined,
      numberWeights: numberWeights(spec.weighting, context),
      draws: history && conditions.some(({ kind }) => kind === 'HISTORY') ? packedDraws(history) : new Uint8Array(0),
      drawSize: lottery.drawSize,
      window: Math.max(0, ...lookBacks),
      windowScope: constraints.windowScope,
      giveUpAttempts: spaceSize <= ENUMERABLE_SPACE ? 0 : GIVE_UP_ATTEMPTS,
    },
  };
}

/** Returns how many valid games are generated. The job has all of them, or the best `quantity`. */
export function generatedGames({ bestOf, quantity }: Pick<Spec, 'bestOf' | 'quantity'>): number {
  return bestOf ?? quantity;
}

function spaceSizeOf({ lottery, picks, constraints }: Spec, freeNumbers: number[]): bigint {
  const columns = columnBoundsOf(lottery, picks);
  if (columns) return gamesInColumns(columns, lottery.universeSize, freeNumbers, constraints.fixedNumbers, picks);
  return combinations(freeNumbers.length, picks - constraints.fixedNumbers.length);
}
