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
import { loadPinned } from '../game-spec/pinned-spec.js';
import { prepareSpec } from '../game-spec/prepare-spec.js';
import { checkJobLimit, type QuantityLimit, quantityLimit } from '../game-spec/quantity-limit.js';
import { checkNumbers } from '../game-spec/resolve-constraints.js';
import type { ResolvedSpec, SpecSources } from '../game-spec/resolve-spec.js';
import type { RunnerChooser } from '../generation/choose-runner.js';
import { generateGames } from '../generation/generation.js';
import type { JobEngine } from '../jobs/engine/job-engine.js';
import { DrawCheck, type PackedGames, type TierTotals } from '../judging/draw-check.js';
import { KnownPrizes } from '../judging/known-prizes.js';
import { sent } from './caller-games-messages.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 10_000;
/** Winners of all draws together: they must fit a message. */
const MAX_WINNERS = 10_000;
/** Games that are checked against a draw without a look at the clock. */
const PIECE_GAMES = 500;

/** Whose games can be checked, and against which draws. */
export interface CheckSources {
  sources: SpecSources;
  engine: JobEngine;
  chooser: RunnerChooser;
  maxQuantity: number;
}

/** What games of a job, of a spec or of the caller's own win in draws. @throws DezenasError INVALID_ARGUMENT, NOT_FOUND */
export async function checkGames(
  requests: AsyncIterable<CheckGamesRequest__Output>,
  options: CheckSources,
  context: CallContext,
): Promise<CheckGamesResponse> {
  const messages = requests[Symbol.asyncIterator]();
  const first = await messages.next();
  const header = first.done ? undefined : first.value.header;
  if (!header) throw invalidArgument([{ field: 'header', description: 'must be the first message' }]);
  const violations = new Violations();
  const source = await sourceOf(header, options, context.caller, violations);
  const checks = await checksOf(header, source.lottery, options.sources, violations);
  const games = source.resolved
    ? generated(source.resolved, options.chooser, context)
    : sent({ [Symbol.asyncIterator]: () => messages }, source.lottery);
  const yielder = new EventLoopYielder();
  let count = 0;
  for await (const batch of games) {
    for (const piece of piecesOf(batch)) {
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

function* piecesOf(batch: PackedGames): Generator<PackedGames> {
  const bytes = gameBytes(batch);
  for (let at = 0; at < batch.count; at += PIECE_GAMES) {
    const count = Math.min(PIECE_GAMES, batch.count - at);
    yield { ...batch, count, numbers: batch.numbers.subarray(at * bytes, (at + count) * bytes) };
  }
}

function toMessage({ draw, numbers, extras, check }: Checked, lottery: Lottery): DrawCheckMessage {
  return {
    ...{ draw: draw?.number ?? 0, date: draw?.date ?? '', numbers, extras },
    tiers: toTiers(lottery, check.totals),
    winners: check.winners.map(({ hits, prizes, ...winner }) => ({
      ...winner,
      ...{ hits: hits.numbers, extraHits: hits.extras, bonus: hits.bonus, prizes: prizes.map(String) },
    })),
  };
}

function toTiers(lottery: Lottery, totals: TierTotals[]) {
  return totals.map(({ prizes, ...total }, tier) => ({
    ...{ tier: tierName(lottery, lottery.tiers[tier]), prizes: prizes.toString(), ...total },
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

/** Whose games are checked: those of a job or a spec, or those that follow. */
async function sourceOf(
  { jobId, spec, lottery: id }: CheckGamesHeader__Output,
  { engine, sources, maxQuantity }: CheckSources,
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
  return loadPinned(spec, sources);
}

interface Drawn {
  numbers: number[];
  extras: number[];
  bonus?: number;
}

interface Checked extends Omit<Drawn, 'bonus'> {
  draw: Draw | undefined;
  check: DrawCheck;
}

/** One check a draw; of a result, one. */
async function checksOf(
  header: CheckGamesHeader__Output,
  lottery: Lottery,
  { histories }: SpecSources,
  violations: Violations,
): Promise<Checked[]> {
  const limit = header.limit ?? DEFAULT_LIMIT;
  violations.checkRange('header.limit', limit, 0, MAX_LIMIT);
  const known = new KnownPrizes();
  const toCheck = (draw: Draw | undefined, { numbers, extras, bonus }: Drawn, most: number): Checked => ({
    ...{ draw, numbers, extras },
    check: new DrawCheck(lottery, { numbers, extras, bonus }, most, known),
  });
  const { result } = header;
  if (result) {
    checkResult(result, lottery, violations);
    violations.throwIfAny();
    const sets = lottery.drawsPerResult === 2 && result.second.length > 0 ? [result.numbers, result.second] : [result.numbers];
    return sets.map((numbers) => toCheck(undefined, { ...result, numbers }, limit));
  }
  const history = await histories.latest(lottery.id);
  if (!history) throw new DezenasError('NOT_FOUND', `no draws of ${lottery.name} were imported: give a result`, { reason: 'NO_HISTORY' });
  const [oldest, newest] = [history.draws.at(-1)?.number ?? 0, history.draws[0]?.number ?? 0];
  const { firstDraw = header.lastDraw ?? newest, lastDraw = header.firstDraw ?? newest } = header;
  violations.checkRange('header.first_draw', firstDraw, oldest, newest);
  violations.checkRange('header.last_draw', lastDraw, oldest, newest);
  if (firstDraw > lastDraw) violations.add('header.first_draw', `must not be after last_draw: ${firstDraw} > ${lastDraw}`);
  violations.throwIfAny();
  const draws = history.draws.filter(({ number }) => number >= firstDraw && number <= lastDraw).toReversed();
  const listed = Math.min(limit, Math.floor(MAX_WINNERS / Math.max(1, draws.length * lottery.drawsPerResult)));
  return draws.flatMap((draw) =>
    [draw.numbers, ...(draw.second ? [draw.second] : [])].map((numbers) => toCheck(draw, { numbers, extras: draw.extras ?? [] }, listed)),
  );
}

function checkResult(result: NonNullable<CheckGamesHeader__Output['result']>, lottery: Lottery, violations: Violations): void {
  const { drawSize, drawsPerResult, extra } = lottery;
  const checkSet = (field: string, numbers: number[]) => {
    if (numbers.length !== drawSize) violations.add(field, `must be ${drawSize} numbers, not ${numbers.length}`);
    else checkNumbers(field, numbers, lottery, violations);
  };
  checkSet('header.result.numbers', result.numbers);
  if (result.second.length > 0) {
    if (drawsPerResult === 2) checkSet('header.result.second', result.second);
    else violations.add('header.result.second', `${lottery.name} has one draw`);
  }
  if (result.extras.length > 0) {
    if (!extra) violations.add('header.result.extras', `nothing goes with the numbers of ${lottery.name}`);
    else if (result.extras.length !== extra.drawn)
      violations.add('header.result.extras', `must be ${extra.drawn}, not ${result.extras.length}`);
    else checkNumbers('header.result.extras', result.extras, extra, violations);
  }
  if (result.bonus !== undefined) {
    if (!lottery.bonus) violations.add('header.result.bonus', `${lottery.name} has no bonus number`);
    else if (violations.checkRange('header.result.bonus', result.bonus, 1, lottery.universeSize) && result.numbers.includes(result.bonus))
      violations.add('header.result.bonus', 'must not be among the numbers');
  }
}

async function* generated(resolved: ResolvedSpec, chooser: RunnerChooser, { signal, requestId }: CallContext): AsyncGenerator<PackedGames> {
  const runner = await chooser.choose('AUTO', generatedGames(resolved.spec), signal, requestId);
  yield* generateGames(resolved.spec, compileProgram(resolved), runner, signal);
}
