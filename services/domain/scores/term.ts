import type { ScoreTerm } from '../../core/program.js';
import type { RuleContext } from '../rules/rule.js';
import type { PopularityModel } from './popularity.js';

/** What a score is worked out from. */
export interface ScoreContext extends RuleContext {
  popularity: PopularityModel | undefined;
}

/** One row of the catalogue of score terms: 0 to 100 points for how near a game is to what the term likes. */
export interface ScoreTermRow {
  /** Stable: part of the API. */
  id: string;
  title: { en: string; 'pt-BR': string };
  formula: { en: string; 'pt-BR': string };
  /** Weight when a request names no terms. */
  defaultWeight: number;
  /** What the term is best at, where a caller may choose. */
  ideal?: (context: ScoreContext) => { min: number; max: number; default: number };
  /** Why it cannot be used. */
  unavailable?: (context: ScoreContext) => string | undefined;
  /** As the core reads it; `share` of the score is its. `ideal` undefined: the catalogue's. */
  compile: (context: ScoreContext, share: number, ideal: number | undefined) => ScoreTerm[];
}

/** 100 points, in 1/65,536 of a hundredth. */
export const FULL_SCORE = 10_000 * 65_536;
