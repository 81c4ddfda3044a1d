import { availableParallelism } from 'node:os';
import { chunksAreChained, type Program } from '../../core/program.js';
import type { Survey } from '../../core/survey.js';
import type { AppliedRule } from '../../domain/game-spec/spec.js';
import type { RuleReport } from '../../domain/game-spec/summary.js';
import { gamePriceCentavos } from '../../domain/lotteries/price.js';
import { findRule } from '../../domain/rules/catalogue.js';
import { invalidArgument } from '../../shared/errors.js';
import { generatedGames } from '../game-spec/compile-program.js';
import type { PreparedSpec } from '../game-spec/prepare-spec.js';
import { type PackingBound, packingBounds } from './packing-bounds.js';
import type { Rehearsal, Surveyor } from './surveyor.js';

/** Candidates per sample. The error of the acceptance rate is about a fifth of a percentage point. */
const SAMPLE = 200_000;
/** The greatest space that an exact estimate judges. */
const MAX_EXACT = 60_000_000n;
/** 97.5 % point of the normal distribution. */
const Z = 1.96;
/** Rows per second of the excel-writer for games of six numbers, and bytes per row, measured on two cores. */
const ROWS_PER_SECOND = 600_000;
const ROW_BYTES = 28.5;
const NUMBER_BYTES = 4.8;
/** The time and the bytes that do not depend on the games. */
const BASE_SECONDS = 0.5;
const BASE_BYTES = 12_000;
/** Candidates judged before a chunk reaches the level MINIMAL: 100 attempts of 2,500. */
const CANDIDATES_TO_MINIMAL = 250_000;
/** Candidates judged before a chunk reaches the level NORMAL: 20 attempts of 2,500. */
const CANDIDATES_TO_NORMAL = 50_000n;
/** The first games of a job with rules over earlier games are generated: so many, from at most so many candidates. */
const REHEARSED_GAMES = 2_000;
const REHEARSED_CANDIDATES = 1_000_000;

export type Feasibility = 'YES' | 'NO' | 'RELAXED' | 'UNKNOWN';

/** The estimated result of a spec. */
export interface Estimate {
  survey: Survey;
  exact: boolean;
  /** Share of the candidates that satisfy all rules on STRICT, with the bounds of the 95 % confidence interval. */
  rate: number;
  low: number;
  high: number;
  /** Games of the space that satisfy the rules. Extrapolated from the rate unless `exact`. */
  validGames: bigint;
  rules: RuleReport[];
  bounds: PackingBound[];
  feasibility: Feasibility;
  explanation: string;
  priceCentavos: bigint;
  seconds: number;
  fileBytes: number;
}

/**
 * Estimates the result of a spec from a sample of its space, or from every game.
 * @throws DezenasError INVALID_ARGUMENT when `everyGame` is set and the space is larger than {@link MAX_EXACT}.
 */
export async function estimate(
  { resolved, compiled }: PreparedSpec,
  everyGame: boolean,
  surveyor: Surveyor,
  signal: AbortSignal,
  requestId: string,
): Promise<Estimate> {
  const { spec } = resolved;
  const { spaceSize, rules, program } = compiled;
  if (everyGame && spaceSize > MAX_EXACT) {
    throw invalidArgument([{ field: 'exact', description: `the space has ${spaceSize} games, more than ${MAX_EXACT}` }]);
  }
  const independent = withoutRules(program, rules, looksBack);
  const sampleSize = spaceSize < BigInt(SAMPLE) ? Number(spaceSize) : SAMPLE;
  const start = performance.now();
  const sample = await surveyor.survey(independent.program, sampleSize, signal, requestId);
  const secondsPerCandidate = (performance.now() - start) / 1000 / Math.max(1, sample.candidates);
  const exact = everyGame || BigInt(sampleSize) === spaceSize;
  const survey =
    exact && sampleSize < Number(spaceSize) ? await surveyor.survey(independent.program, Number(spaceSize), signal, requestId) : sample;
  const rate = survey.accepted / survey.candidates;
  const [low, high] = exact ? [rate, rate] : wilson(survey.accepted, survey.candidates);
  const wanted = generatedGames(spec);
  const bounds = packingBounds(spec, rules);
  // This survey runs only if too few games satisfy all rules.
  const surveyMinimal = async () => {
    const always = withoutRules(program, rules, (rule) => looksBack(rule) || rule.through !== 'MINIMAL');
    return surveyor.survey(always.program, survey.candidates, signal, requestId);
  };
  const judged = await judgeFeasibility({ wanted, spaceSize, survey, exact, low, high, bounds, surveyMinimal });
  if (judged.feasibility === 'YES' && program.window > 0) {
    const games = Math.min(wanted, REHEARSED_GAMES, spec.chunkSize);
    const rehearsal = await surveyor.rehearse(program, games, REHEARSED_CANDIDATES, signal);
    Object.assign(judged, judgeRehearsal(rehearsal, games, program.chunkCount === 1, judged));
  }
  const late =
    judged.feasibility === 'RELAXED' ? gamesOnLaterLevels(wanted, exact ? survey.accepted : Number(spaceSize) * rate, bounds) : 0;
  const candidates = (wanted - late) / Math.max(rate, 1 / survey.candidates) + late * CANDIDATES_TO_MINIMAL;
  if (late > 0 && candidates > Number(spaceSize)) {
    judged.feasibility = spaceSize < CANDIDATES_TO_NORMAL ? 'NO' : 'UNKNOWN';
    judged.explanation += `, but the candidates ${spaceSize < CANDIDATES_TO_NORMAL ? '' : 'may '}run out first`;
  }
  const threads = chunksAreChained(program) ? 1 : availableParallelism();
  return {
    ...judged,
    survey,
    exact,
    rate,
    low,
    high,
    bounds,
    validGames: exact ? BigInt(survey.accepted) : (spaceSize * BigInt(Math.round(rate * 1e9))) / 1_000_000_000n,
    rules: independent.rules.map((rule, i) => ({ ...rule, rejections: survey.rejections[i] })),
    priceCentavos: BigInt(spec.quantity) * gamePriceCentavos(spec.lottery, spec.picks, spec.extraPicks),
    seconds: BASE_SECONDS + candidates * (secondsPerCandidate / threads) + spec.quantity / ROWS_PER_SECOND,
    fileBytes: Math.round(BASE_BYTES + spec.quantity * (ROW_BYTES + NUMBER_BYTES * (spec.picks + spec.extraPicks))),
  };
}

interface Evidence {
  wanted: number;
  spaceSize: bigint;
  survey: Survey;
  exact: boolean;
  low: number;
  high: number;
  bounds: PackingBound[];
  /** Judges the same candidates by the rules that hold on MINIMAL. */
  surveyMinimal: () => Promise<Survey>;
}

async function judgeFeasibility(evidence: Evidence): Promise<Judgement> {
  const { wanted, spaceSize, survey, exact, low, high, bounds, surveyMinimal } = evidence;
  const tight = bounds.filter(({ games, window }) => games < BigInt(Math.min(wanted, window)));
  const [always] = tight.filter(({ rule }) => rule.through === 'MINIMAL');
  const describeBound = ({ rule, window, games }: PackingBound) =>
    `${rule.id} at most ${rule.max} leaves room for at most ${games} of ${Math.min(wanted, window)} games in a row`;
  if (always) return { feasibility: 'NO', explanation: describeBound(always) };
  const share = (rate: number) => Number(spaceSize) * rate;
  if (share(low) >= wanted) {
    const [relaxed] = tight;
    if (relaxed) return { feasibility: 'RELAXED', explanation: `${describeBound(relaxed)}: the others come on a later level` };
    return {
      feasibility: 'YES',
      explanation: exact ? `${survey.accepted} games satisfy the rules` : 'many more games than requested satisfy the rules',
    };
  }
  const minimal = await surveyMinimal();
  const few = exact
    ? `only ${survey.accepted} games satisfy the rules`
    : `at most about ${Math.round(share(high))} games satisfy the rules`;
  if (exact && minimal.accepted < wanted) {
    return { feasibility: 'NO', explanation: `only ${minimal.accepted} games satisfy the rules that hold always` };
  }
  if (exact || share(wilson(minimal.accepted, minimal.candidates)[0]) >= wanted) {
    return { feasibility: 'RELAXED', explanation: `${few}: the others come on a later level` };
  }
  return { feasibility: 'UNKNOWN', explanation: `${few}; a sample cannot show whether ${wanted} do` };
}

interface Judgement {
  feasibility: Feasibility;
  explanation: string;
}

/** Judges whether the first `wanted` games of a job satisfy the rules over earlier games too. `wholeSpace`: the job has one chunk, of all candidates. */
function judgeRehearsal({ games, late, stop }: Rehearsal, wanted: number, wholeSpace: boolean, judged: Judgement): Judgement {
  if (late > 0) return { feasibility: 'RELAXED', explanation: `${late} of the first ${games} games come on a later level` };
  if (games >= wanted) return judged;
  if (stop === 'EXHAUSTED' && wholeSpace) {
    return { feasibility: 'NO', explanation: `the candidates run out after ${games} games because of the rules over earlier games` };
  }
  return {
    feasibility: 'UNKNOWN',
    explanation: `the rules over earlier games left ${games} of the first ${wanted} games: the others may not be found`,
  };
}

/** Estimates how many games are found only on levels after STRICT, because too few games satisfy all rules or the bounds allow too few. */
function gamesOnLaterLevels(wanted: number, valid: number, bounds: PackingBound[]): number {
  const shares = bounds.map(({ games, window }) => 1 - Number(games) / Math.min(wanted, window));
  return Math.min(wanted, Math.max(0, wanted - valid, ...shares.map((share) => wanted * share)));
}

/** Returns the bounds of the Wilson score interval of a share. */
function wilson(hits: number, trials: number): [number, number] {
  const share = hits / trials;
  const centre = share + (Z * Z) / (2 * trials);
  const spread = Z * Math.sqrt((share * (1 - share)) / trials + (Z * Z) / (4 * trials * trials));
  const scale = 1 + (Z * Z) / trials;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

function looksBack({ id, members }: AppliedRule): boolean {
  return findRule(id)?.looksBack || members.some(looksBack);
}

/** Returns the program of a survey: without some rules, without a window, in one chunk. */
function withoutRules(
  program: Program,
  rules: AppliedRule[],
  drop: (rule: AppliedRule) => boolean,
): { program: Program; rules: AppliedRule[] } {
  const kept = rules.map((rule, i) => ({ rule, core: program.rules[i] })).filter(({ rule }) => !drop(rule));
  return {
    program: { ...program, rules: kept.map(({ core }) => core), window: 0, chunkCount: 1 },
    rules: kept.map(({ rule }) => rule),
  };
}
