import type { Program, ScoreTerm } from '../../shared/core/program.js';
import type { AppliedRule, Spec } from '../../shared/games/spec.js';
import { combinations } from '../../shared/lotteries/combinations.js';
import { applyRules, maskOf } from '../../shared/rules/apply-rules.js';
import { drawsOf, type History, packedDraws } from '../draws/history.js';
import { freeNumbersOf } from './resolve-constraints.js';

/** Spaces up to this size are walked to their end, so that "only M games" is a proof; larger ones give up. */
const ENUMERABLE_SPACE = 2n ** 26n;
const GIVE_UP_ATTEMPTS = 300;

export interface CompiledSpec {
  program: Program;
  /** What the program's rules are, in the same order. */
  rules: AppliedRule[];
  /** Games in the space: C(free numbers, picks - fixed). */
  spaceSize: bigint;
}

/** Compiles a resolved spec to what the core reads. The same spec and history give the same program. */
export function compileProgram(spec: Spec, history: History | undefined): CompiledSpec {
  const { lottery, picks, quantity, constraints, chunkSize, seed } = spec;
  const { applied, core } = applyRules({ lottery, picks, draws: drawsOf(history) }, constraints, spec.ruleSettings, spec.ruleGroups);
  const conditions = core.flatMap((rule) => rule.conditions);
  const freeNumbers = freeNumbersOf(constraints, lottery);
  const spaceSize = combinations(freeNumbers.length, picks - constraints.fixedNumbers.length);
  return {
    rules: applied,
    spaceSize,
    program: {
      universeSize: lottery.universeSize,
      picks,
      freeNumbers: Uint8Array.from(freeNumbers),
      fixedNumbers: Uint8Array.from(constraints.fixedNumbers),
      seed,
      chunkCount: Math.ceil(quantity / chunkSize),
      rules: core,
      scoreTerms: [parityTerm(lottery.universeSize, picks)],
      draws: history && conditions.some(({ kind }) => kind === 'HISTORY') ? packedDraws(history) : new Uint8Array(0),
      drawSize: lottery.drawSize,
      window: conditions.some(({ kind }) => kind === 'WINDOW') ? constraints.window : 0,
      windowScope: constraints.windowScope,
      giveUpAttempts: spaceSize <= ENUMERABLE_SPACE ? 0 : GIVE_UP_ATTEMPTS,
    },
  };
}

/**
 * Odd/even score: 100 × (1 − (|odd − picks/2| − r) / (picks/2 − r)), r = ½ for an odd number of picks, else 0. 100 when
 * odd and even numbers are as even as they can be, 0 when all are odd or all are even.
 */
function parityTerm(universeSize: number, picks: number): ScoreTerm {
  const half = picks / 2;
  const unavoidable = (picks % 2) / 2;
  const weights = Array.from({ length: picks + 1 }, (_, odd) => {
    const distance = Math.abs(odd - half) - unavoidable;
    const closeness = half > unavoidable ? 1 - distance / (half - unavoidable) : 1;
    return Math.round(closeness * 10_000 * 65_536);
  });
  return { mask: maskOf(Array.from({ length: universeSize }, (_, i) => i + 1).filter((number) => number % 2 === 1)), weights };
}
