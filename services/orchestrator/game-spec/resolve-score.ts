import type { ScoreSetting } from '../../domain/game-spec/spec.js';
import { defaultScore } from '../../domain/scores/compile-score.js';
import type { ScoreContext } from '../../domain/scores/term.js';
import { findScoreTerm, SCORE_TERMS } from '../../domain/scores/terms.js';
import type { ScoreSpec__Output } from '../../shared/grpc/generated/dezenas/v1/ScoreSpec.js';
import type { Violations } from '../../shared/violations.js';

const MAX_WEIGHT = 100;
const MAX_SCORE = 10_000;

/** Resolves the terms of the score (the defaults if the caller sent none) and the least score. Adds each wrong field to `violations`. */
export function resolveScore(
  message: ScoreSpec__Output | null,
  context: ScoreContext,
  violations: Violations,
): { settings: ScoreSetting[]; min: number | undefined } {
  const min = message?.minScoreHundredths;
  if (min !== undefined) violations.checkRange('spec.score.min_score_hundredths', min, 0, MAX_SCORE);
  const terms = message?.terms ?? [];
  if (terms.length === 0) return { settings: defaultScore(context), min };
  if (terms.length > SCORE_TERMS.length) {
    violations.add('spec.score.terms', `at most ${SCORE_TERMS.length}, not ${terms.length}`);
    return { settings: [], min };
  }
  const settings = terms.map(({ id, weight, ideal }) => ({ id, weight: weight ?? 1, ideal }));
  for (const [i, { id, weight, ideal }] of settings.entries()) {
    const path = `spec.score.terms[${i}]`;
    const term = findScoreTerm(id);
    if (!term) violations.add(`${path}.id`, `unknown term; known: ${SCORE_TERMS.map((known) => known.id).join(', ')}`);
    if (settings.findIndex((other) => other.id === id) < i) violations.add(`${path}.id`, `duplicate term ${id}`);
    violations.checkRange(`${path}.weight`, weight, 0, MAX_WEIGHT);
    const unavailable = term?.unavailable?.(context);
    if (unavailable) violations.add(`${path}.id`, unavailable);
    const range = term?.ideal?.(context);
    if (ideal !== undefined && term && !range) violations.add(`${path}.ideal`, `${id} has no ideal`);
    if (ideal !== undefined && range) violations.checkRange(`${path}.ideal`, ideal, range.min, range.max);
  }
  if (settings.every(({ weight }) => weight === 0)) violations.add('spec.score.terms', 'at least one weight must be above 0');
  return { settings, min };
}
