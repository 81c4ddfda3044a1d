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

/** Spaces up to this size are walked to their end, so that "only M games" is a proof; larger ones give up. */
const ENUMERABLE_SPACE = 2n ** 26n;
const GIVE_UP_ATTEMPTS = 300;

/** From here on the core draws candidates at random instead of by rank. */
export const RANKED_SPACE = 2n ** 63n;

export interface CompiledSpec {
  program: Program;
  /** What the program's rules are, in the same order. */
  rules: AppliedRule[];
  /** Games in the space: C(free numbers, picks - fixed), or what fits the columns, times what may go with them. */
  spaceSize: bigint;
}

/** Compiles a resolved spec to what the core reads. The same spec, history and model give the same program. */
export function compileProgram(resolved: ResolvedSpec): CompiledSpec {
  const { seed, chunkSize } = resolved.spec;
  const { program, ...rest } = compiledSettings(resolved);
  return { ...rest, program: { ...program, seed, chunkCount: Math.ceil(generatedGames(resolved.spec) / chunkSize) } };
}

/** All of a compiled spec that neither its seed nor its quantity decides. */
interface CompiledSettings extends Omit<CompiledSpec, 'program'> {
  program: Omit<Program, 'seed' | 'chunkCount'>;
}

/** A caller's requests mostly differ in what decides none of it: the last ones are kept, the oldest first. */
const compiled = new Map<string, CompiledSettings>();
const MOST_COMPILED = 32;

function compiledSettings(resolved: ResolvedSpec): CompiledSettings {
  const { lottery, seed, quantity, bestOf, chunkSize, ...settings } = resolved.spec;
  // Versions of history and model are among the settings, and custom lotteries differ in their names.
  const key = JSON.stringify([lottery.id, lottery.name, settings]);
  const parts = compiled.get(key) ?? compileSettings(resolved);
  compiled.delete(key);
  compiled.set(key, parts);
  if (compiled.size > MOST_COMPILED) compiled.delete(compiled.keys().next().value as string);
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
      ...{ universeSize: lottery.universeSize, picks, extraPicks, columns },
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

/** Games that are generated, of which all or the best are kept. */
export function generatedGames({ bestOf, quantity }: Pick<Spec, 'bestOf' | 'quantity'>): number {
  return bestOf ?? quantity;
}

function spaceSizeOf({ lottery, picks, constraints }: Spec, freeNumbers: number[]): bigint {
  const columns = columnBoundsOf(lottery, picks);
  if (columns) return gamesInColumns(columns, lottery.universeSize, freeNumbers, constraints.fixedNumbers, picks);
  return combinations(freeNumbers.length, picks - constraints.fixedNumbers.length);
}
