import type { ScoreTerm } from '../../core/program.js';
import type { ScoreSetting } from '../game-spec/spec.js';
import type { ScoreContext } from './term.js';
import { findScoreTerm, SCORE_TERMS } from './terms.js';

/** Returns the default terms: every term that has a default weight and can be used. */
export function defaultScore(context: ScoreContext): ScoreSetting[] {
  return SCORE_TERMS.filter((term) => term.defaultWeight > 0 && !term.unavailable?.(context)).map(({ id, defaultWeight }) => ({
    id,
    weight: defaultWeight,
    ideal: undefined,
  }));
}

/** Compiles the score for the core, COUNT terms first. A term's share of the score is its weight divided by the sum of all weights. */
export function compileScore(settings: ScoreSetting[], context: ScoreContext): ScoreTerm[] {
  const total = settings.reduce((sum, { weight }) => sum + weight, 0);
  const terms = settings.flatMap(({ id, weight, ideal }) => {
    const term = findScoreTerm(id);
    if (!term) throw new Error(`no score term ${id}`);
    return weight > 0 ? term.compile(context, weight / total, ideal) : [];
  });
  return [...terms.filter(({ kind }) => kind === 'COUNT'), ...terms.filter(({ kind }) => kind !== 'COUNT')];
}
