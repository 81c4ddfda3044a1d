import type { ScoreTerm } from '../../core/program.js';
import type { RuleContext } from '../rules/rule.js';
import type { PopularityModel } from './popularity.js';

/** The input from which the score terms are compiled. */
export interface ScoreContext extends RuleContext {
  popularity: PopularityModel | undefined;
}

/** One row of the catalogue of score terms. A term gives a game 0 to 100 points. */
export interface ScoreTermRow {
  /** Part of the API: must not change. */
  id: string;
  title: { en: string; 'pt-BR': string };
  formula: { en: string; 'pt-BR': string };
  /** Weight in the default score. 0: not part of the default score. */
  defaultWeight: number;
  /** Range and default of the value that scores 100 points, for terms whose ideal value a caller may choose. */
  ideal?: (context: ScoreContext) => { min: number; max: number; default: number };
  /** Returns why the term cannot be used, or undefined. */
  unavailable?: (context: ScoreContext) => string | undefined;
  /** Compiles the term for the core. `share` is the term's part of the score, 0 to 1. If `ideal` is undefined, the ideal value of the catalogue applies. */
  compile: (context: ScoreContext, share: number, ideal: number | undefined) => ScoreTerm[];
}

/** 100 points, in 1/65,536 of a hundredth of a point. */
export const FULL_SCORE = 10_000 * 65_536;
