import { gameBytes } from '../../core/game-columns.js';
import { toGameSpec } from '../../domain/game-spec/spec-messages.js';
import { DEFAULT_LOTTERY, findLottery, UNKNOWN_LOTTERY } from '../../domain/lotteries/catalogue.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import { tierName } from '../../domain/lotteries/prizes.js';
import { EventLoopYielder } from '../../shared/async/event-loop-yield.js';
import { DezenasError, invalidArgument, throwIfAborted } from '../../shared/errors.js';
import type { CheckGamesHeader__Output } from '../../shared/grpc/generated/dezenas/v1/CheckGamesHeader.js';
import type { CheckGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/CheckGamesRequest.js';
import type { CheckGamesResponse } from '../../shared/grpc/generated/dezenas/v1/CheckGamesResponse.js';
import type { DrawCheck as DrawCheckMessage } from '../../shared/grpc/generated/dezenas/v1/DrawCheck.js';
import type { CallContext } from '../../shared/grpc/server/handlers.js';
import { Violations } from '../../shared/violations.js';
import type { Draw } from '../draws/history/draw.js';
import { compileProgram, generatedGames } from '../game-spec/compile-program.js';
import { loadPinnedSpec } from '../game-spec/load-pinned-spec.js';
import { prepareSpec } from '../game-spec/prepare-spec.js';
import { checkJobLimit, type QuantityLimit, quantityLimit } from '../game-spec/quantity-limit.js';
import { checkNumbers } from '../game-spec/resolve-constraints.js';
import type { ResolvedSpec, SpecSources } from '../game-spec/resolve-spec.js';
import type { RunnerChooser } from '../generation/choose-runner.js';
import { generateGames } from '../generation/generation.js';
import type { JobEngine } from '../jobs/engine/job-engine.js';
import { DrawCheck, type PackedGames, type TierTotals } from '../judging/draw-check.js';
import { KnownPrizes } from '../judging/known-prizes.js';
import { packCallerGames } from './caller-games-messages.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 10_000;
/** Listed winners of all draws together. The response is one message. */
const MAX_WINNERS = 10_000;
/** Games checked against one draw between two chances to yield to the event loop. */
const PIECE_GAMES = 500;

/** The dependencies of {@link checkGames}. */
export interface CheckGamesOptions {
  sources: SpecSources;
  engine: JobEngine;
  chooser: RunnerChooser;
  maxQuantity: number;
}

/**
 * Determines what the games of a job, of a spec or of the caller win in draws.
 * @throws DezenasError INVALID_ARGUMENT listing every wrong field, NOT_FOUND when the job or an imported draw is missing.
 */
export async function checkGames(
  requests: AsyncIterable<CheckGamesRequest__Output>,
  options: CheckGamesOptions,
  context: CallContext,
): Promise<CheckGamesResponse> {
  const messages = requests[Symbol.asyncIterator]();
  const first = await messages.next();
  const header = first.done ? undefined : first.value.header;
  if (!header) throw invalidArgument([{ field: 'header', description: 'must be the first message' }]);
  const violations = new Violations();
  const source = await resolveSource(header, options, context.caller, violations);
  const checks = await createChecks(header, source.lottery, options.sources, violations);
  const games = source.resolved
    ? generateSpecGames(source.resolved, options.chooser, context)
    : packCallerGames({ [Symbol.asyncIterator]: () => messages }, source.lottery);
  const yielder = new EventLoopYielder();
  let count = 0;
  for await (const batch of games) {
    for (const piece of splitBatch(batch)) {
      for (const { check } of checks) {
        check.add(piece, count);
        await yielder.yieldIfDue();
        throwIfAborted(context.signal);
      }
      count += piece.count;
    }
  }
  const draws: DrawCheckMessage[] = [];
  for (const checked of checks) {
    draws.push(toMessage(checked, source.lottery));
    await yielder.yieldIfDue();
  }
  return {
    games: count,
    spec: source.resolved && toGameSpec(source.resolved.spec),
    historyVersion: header.result ? '' : ((await options.sources.histories.latest(source.lottery.id))?.version ?? ''),
    draws,
    totals: toTiers(
      source.lottery,
      source.lottery.tiers.map((_, tier) => sumOf(checks.map(({ check }) => check.totals[tier]))),
    ),
  };
}

function* splitBatch(batch: PackedGames): Generator<PackedGames> {
  const bytes = gameBytes(batch);
  for (let at = 0; at < batch.count; at += PIECE_GAMES) {
    const count = Math.min(PIECE_GAMES, batch.count - at);
    yield { ...batch, count, numbers: batch.numbers.subarray(at * bytes, (at + count) * bytes) };
  }
}

function toMessage({ draw, numbers, extras, check }: CheckedDraw, lottery: Lottery): DrawCheckMessage {
  return {
    draw: draw?.number ?? 0,
    date: draw?.date ?? '',
    numbers,
    extras,
    tiers: toTiers(lottery, check.totals),
    winners: check.winners.map(({ hits, prizes, ...winner }) => ({
      ...winner,
      hits: hits.numbers,
      extraHits: hits.extras,
      bonus: hits.bonus,
      prizes: prizes.map(String),
    })),
  };
}

function toTiers(lottery: Lottery, totals: TierTotals[]) {
  return totals.map(({ prizes, ...total }, tier) => ({
    tier: tierName(lottery, lottery.tiers[tier]),
    prizes: prizes.toString(),
    ...total,
  }));
}

function sumOf(totals: TierTotals[]): TierTotals {
  return {
    games: totals.reduce((sum, { games }) => sum + games, 0),
    prizes: totals.reduce((sum, { prizes }) => sum + prizes, 0n),
    undecided: totals.some(({ undecided }) => undecided),
    undecidedGames: Math.max(0, ...totals.map(({ undecidedGames }) => undecidedGames)),
  };
}

/**
 * Resolves the source of the games: the spec of a job, the spec in the header, or (without a resolved spec) the messages after the
 * header.
 */
async function resolveSource(
  { jobId, spec, lottery: id }: CheckGamesHeader__Output,
  { engine, sources, maxQuantity }: CheckGamesOptions,
  caller: CallContext['caller'],
  violations: Violations,
): Promise<{ lottery: Lottery; resolved?: ResolvedSpec }> {
  const limit = quantityLimit(maxQuantity, caller);
  const resolved = jobId
    ? await loadJobSpec(jobId, engine, sources, limit)
    : spec
      ? (await prepareSpec(spec, sources, limit, violations)).resolved
      : undefined;
  const lottery = resolved?.spec.lottery ?? findLottery(id || DEFAULT_LOTTERY);
  if (!lottery) {
    throw invalidArgument([{ field: 'header.lottery', description: UNKNOWN_LOTTERY }]);
  }
  if (lottery.tiers.length === 0) throw invalidArgument([{ field: 'header', description: `${lottery.name} has no prizes` }]);
  return { lottery, resolved };
}

async function loadJobSpec(id: string, engine: JobEngine, sources: SpecSources, limit: QuantityLimit): Promise<ResolvedSpec> {
  const { spec } = (await engine.get(id)).request;
  checkJobLimit('header.job_id', spec, limit);
  return loadPinnedSpec(spec, sources);
}

interface DrawnNumbers {
  numbers: number[];
  extras: number[];
  bonus?: number;
}

interface CheckedDraw extends Omit<DrawnNumbers, 'bonus'> {
  /** Undefined for a result that the caller sent. */
  draw: Draw | undefined;
  check: DrawCheck;
}

/** Creates one check for each set of drawn numbers. A result of Dupla Sena has two sets. */
async function createChecks(
  header: CheckGamesHeader__Output,
  lottery: Lottery,
  { histories }: SpecSources,
  violations: Violations,
): Promise<CheckedDraw[]> {
  const limit = header.limit ?? DEFAULT_LIMIT;
  violations.checkRange('header.limit', limit, 0, MAX_LIMIT);
  const known = new KnownPrizes();
  const createCheck = (draw: Draw | undefined, { numbers, extras, bonus }: DrawnNumbers, maxWinners: number): CheckedDraw => ({
    draw,
    numbers,
    extras,
    check: new DrawCheck(lottery, { numbers, extras, bonus }, maxWinners, known),
  });
  const { result } = header;
  if (result) {
    checkResult(result, lottery, violations);
    violations.throwIfAny();
    const sets = lottery.drawsPerResult === 2 && result.second.length > 0 ? [result.numbers, result.second] : [result.numbers];
    return sets.map((numbers) => createCheck(undefined, { ...result, numbers }, limit));
  }
  const history = await histories.latest(lottery.id);
  if (!history)
    throw new DezenasError('NOT_FOUND', `no draws of ${lottery.name} were imported; import draws or send a result`, {
      reason: 'NO_HISTORY',
    });
  const [oldest, newest] = [history.draws.at(-1)?.number ?? 0, history.draws[0]?.number ?? 0];
  const { firstDraw = header.lastDraw ?? newest, lastDraw = header.firstDraw ?? newest } = header;
  violations.checkRange('header.first_draw', firstDraw, oldest, newest);
  violations.checkRange('header.last_draw', lastDraw, oldest, newest);
  if (firstDraw > lastDraw) violations.add('header.first_draw', `must not be after last_draw: ${firstDraw} > ${lastDraw}`);
  violations.throwIfAny();
  const draws = history.draws.filter(({ number }) => number >= firstDraw && number <= lastDraw).toReversed();
  const maxWinners = Math.min(limit, Math.floor(MAX_WINNERS / Math.max(1, draws.length * lottery.drawsPerResult)));
  return draws.flatMap((draw) =>
    [draw.numbers, ...(draw.second ? [draw.second] : [])].map((numbers) =>
      createCheck(draw, { numbers, extras: draw.extras ?? [] }, maxWinners),
    ),
  );
}

function checkResult(result: NonNullable<CheckGamesHeader__Output['result']>, lottery: Lottery, violations: Violations): void {
  const { drawSize, drawsPerResult, extra } = lottery;
  const checkSet = (field: string, numbers: number[]) => {
    if (numbers.length !== drawSize) violations.add(field, `must have ${drawSize} numbers, not ${numbers.length}`);
    else checkNumbers(field, numbers, lottery, violations);
  };
  checkSet('header.result.numbers', result.numbers);
  if (result.second.length > 0) {
    if (drawsPerResult === 2) checkSet('header.result.second', result.second);
    else violations.add('header.result.second', `${lottery.name} has one draw per result`);
  }
  if (result.extras.length > 0) {
    if (!extra) violations.add('header.result.extras', `${lottery.name} has no extras`);
    else if (result.extras.length !== extra.drawn)
      violations.add('header.result.extras', `must have length ${extra.drawn}, not ${result.extras.length}`);
    else checkNumbers('header.result.extras', result.extras, extra, violations);
  }
  if (result.bonus !== undefined) {
    if (!lottery.bonus) violations.add('header.result.bonus', `${lottery.name} has no bonus number`);
    else if (violations.checkRange('header.result.bonus', result.bonus, 1, lottery.universeSize) && result.numbers.includes(result.bonus))
      violations.add('header.result.bonus', 'must not be one of the drawn numbers');
  }
}

async function* generateSpecGames(
  resolved: ResolvedSpec,
  chooser: RunnerChooser,
  { signal, requestId }: CallContext,
): AsyncGenerator<PackedGames> {
  const runner = await chooser.choose('AUTO', generatedGames(resolved.spec), signal, requestId);
  yield* generateGames(resolved.spec, compileProgram(resolved), runner, signal);
}
