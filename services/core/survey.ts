import { type Core, SLICE_CANDIDATES } from './core.js';

/** The result of judging candidates without keeping games. */
export interface Survey {
  candidates: number;
  /** Candidates that break no rule on STRICT. */
  accepted: number;
  /** Rejections by rule, in the order of the program's rules. */
  rejections: number[];
}

/**
 * Judges candidates on a configured core, from `firstIndex` on. Yields the result so far after every slice. The last result has fewer
 * candidates than requested only if the space has no more.
 */
export function* surveyCandidates(core: Core, firstIndex: bigint, candidates: number): Generator<Survey, Survey> {
  core.startChunk({ chunk: 0, quantity: 0, cursor: firstIndex }, 1, new Uint8Array(0));
  let accepted = 0;
  for (;;) {
    const before = Number(core.cursor - firstIndex);
    accepted += core.survey(Math.min(SLICE_CANDIDATES, candidates - before));
    const judged = Number(core.cursor - firstIndex);
    const survey = { candidates: judged, accepted, rejections: core.rejections };
    if (judged === candidates || judged === before) return survey;
    yield survey;
  }
}

export function addSurveys(surveys: readonly Survey[]): Survey {
  return surveys.reduce((sum, { candidates, accepted, rejections }) => ({
    candidates: sum.candidates + candidates,
    accepted: sum.accepted + accepted,
    rejections: sum.rejections.map((count, i) => count + rejections[i]),
  }));
}
