import { randomBytes } from 'node:crypto';
import { CORE_VERSION } from '../../core/core-module.js';
import { MAX_ORDER_GAMES } from '../../core/program.js';
import type { Spec, Weighting } from '../../domain/game-spec/spec.js';
import { DEFAULT_LOTTERY, findLottery, UNKNOWN_LOTTERY } from '../../domain/lotteries/catalogue.js';
import { CUSTOM_LOTTERY, customLottery, MAX_CUSTOM_PICKS, MAX_CUSTOM_UNIVERSE } from '../../domain/lotteries/custom.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import { gamePriceCentavos } from '../../domain/lotteries/price.js';
import { explicitSettings } from '../../domain/rules/apply-rules.js';
import type { PopularityModel } from '../../domain/scores/popularity.js';
import { invalidArgument } from '../../shared/errors.js';
import type { GameSpec__Output } from '../../shared/grpc/generated/dezenas/v1/GameSpec.js';
import { Violations } from '../../shared/violations.js';
import { drawsOf, type History } from '../draws/history/history.js';
import type { HistoryStore } from '../draws/history/history-store.js';
import type { PopularityStore } from '../draws/popularity/popularity-store.js';
import { VERSION } from '../storage/versioned-values.js';
import { bestOfLimit, type QuantityLimit } from './quantity-limit.js';
import { resolveConstraints } from './resolve-constraints.js';
import { resolveRuleGroups, resolveRuleSettings } from './resolve-rule-settings.js';
import { resolveScore } from './resolve-score.js';

const DEFAULT_CHUNK_SIZE = 25_000;
const MIN_CHUNK_SIZE = 100;
/** Chunks per request. Each chunk is an order in memory. */
const MAX_CHUNKS = 100_000;

/** A spec as a caller sent it. */
export type SpecMessage = GameSpec__Output | null;

/** The stores of the histories and models to which specs refer. */
export interface SpecSources {
  histories: HistoryStore;
  popularity: PopularityStore;
}

/** A checked spec with every default filled in, and the history and the model that the spec pins. */
export interface ResolvedSpec {
  spec: Spec;
  history: History | undefined;
  popularity: PopularityModel | undefined;
}

/**
 * Checks a caller's spec and fills in the defaults.
 * @param violations wrong fields of the rest of the request, which are reported together with those of the spec.
 * @throws DezenasError INVALID_ARGUMENT listing every wrong field by its path.
 */
export async function resolveSpec(
  message: SpecMessage,
  sources: SpecSources,
  limit: QuantityLimit,
  violations = new Violations(),
): Promise<ResolvedSpec> {
  if (message === null) {
    violations.add('spec', 'required');
    throw invalidArgument(violations.list);
  }
  const lottery = resolveLottery(message, violations);
  const picks = resolvePicks(message, lottery, violations);
  const extraPicks = resolveExtraPicks(message, lottery, violations);
  const quantity = resolveQuantity(message, lottery, picks, extraPicks, limit, violations);
  const constraints = resolveConstraints(message.constraints, lottery, picks, extraPicks, violations);
  const history = await resolveHistory(message, lottery, sources, violations);
  const popularity = await resolvePopularity(message, lottery, sources, violations);
  const context = { lottery, picks, draws: drawsOf(history), popularity };
  const ruleSettings = resolveRuleSettings(message.rules, context, violations);
  const ruleGroups = resolveRuleGroups(message.ruleGroups, context, violations);
  const score = resolveScore(message.score, context, violations);
  const weighting = resolveWeighting(message, history, violations);
  const chunkSize = message.chunkSize ?? DEFAULT_CHUNK_SIZE;
  const { bestOf } = message;
  const best = bestOfLimit(limit);
  if (bestOf !== undefined) checkBestOf(bestOf, quantity, best, violations);
  const leastChunkSize = Math.max(MIN_CHUNK_SIZE, Math.ceil(Math.min(bestOf ?? quantity, best.games) / MAX_CHUNKS));
  violations.checkRange('spec.chunk_size', chunkSize, leastChunkSize, MAX_ORDER_GAMES);
  if (message.coreVersion && message.coreVersion !== CORE_VERSION) {
    violations.add('spec.core_version', `this server has core ${CORE_VERSION}, which may generate other games`);
  }
  violations.throwIfAny();
  return {
    spec: {
      lottery,
      picks,
      extraPicks,
      quantity,
      constraints,
      ruleGroups,
      weighting,
      bestOf,
      chunkSize,
      ruleSettings: explicitSettings(context, ruleSettings),
      scoreSettings: score.settings,
      minScore: score.min,
      popularityVersion: popularity?.version ?? '',
      seed: message.seed === undefined ? randomSeed() : BigInt(message.seed),
      historyVersion: history?.version ?? '',
      coreVersion: CORE_VERSION,
    },
    history,
    popularity,
  };
}

/** Resolves the lottery. The default lottery stands in for an unknown one, so that the other fields are checked, too. */
function resolveLottery(message: GameSpec__Output, violations: Violations): Lottery {
  const fallback = findLottery(DEFAULT_LOTTERY) as Lottery;
  const { custom } = message;
  if (message.lottery === CUSTOM_LOTTERY) {
    if (!custom) violations.add('spec.custom', 'required for lottery custom');
    const universeSize = custom?.universeSize ?? MAX_CUSTOM_UNIVERSE;
    const isValid = violations.checkRange('spec.custom.universe_size', universeSize, 1, MAX_CUSTOM_UNIVERSE);
    if (message.picks === undefined) violations.add('spec.picks', 'required for lottery custom');
    const maxPicks = Math.min(MAX_CUSTOM_PICKS, universeSize);
    return isValid ? customLottery(universeSize, Math.min(Math.max(message.picks ?? 1, 1), maxPicks)) : fallback;
  }
  if (custom) violations.add('spec.custom', 'only for lottery custom');
  const lottery = findLottery(message.lottery || DEFAULT_LOTTERY);
  if (!lottery) violations.add('spec.lottery', `${UNKNOWN_LOTTERY}, ${CUSTOM_LOTTERY}`);
  return lottery ?? fallback;
}

/** Resolves the picks. The nearest bound stands in for picks out of range, so that the other fields are checked, too. */
function resolvePicks({ picks }: GameSpec__Output, { minPicks, maxPicks }: Lottery, violations: Violations): number {
  const wanted = picks ?? minPicks;
  violations.checkRange('spec.picks', wanted, minPicks, maxPicks);
  return Math.min(Math.max(wanted, minPicks), maxPicks);
}

function resolveExtraPicks({ extraPicks }: GameSpec__Output, { name, extra }: Lottery, violations: Violations): number {
  if (!extra) {
    if (extraPicks !== undefined && extraPicks !== 0) violations.add('spec.extra_picks', `${name} has no extras`);
    return 0;
  }
  const wanted = extraPicks ?? extra.minPicks;
  violations.checkRange('spec.extra_picks', wanted, extra.minPicks, extra.maxPicks);
  return Math.min(Math.max(wanted, extra.minPicks), extra.maxPicks);
}

function resolveQuantity(
  message: GameSpec__Output,
  lottery: Lottery,
  picks: number,
  extraPicks: number,
  limit: QuantityLimit,
  violations: Violations,
): number {
  if (message.budgetCentavos !== undefined) {
    const budget = BigInt(message.budgetCentavos);
    const price = gamePriceCentavos(lottery, picks, extraPicks);
    if (price === 0n) {
      violations.add('spec.budget_centavos', `${lottery.name} has no official price: set quantity instead`);
      return 1;
    }
    const games = budget / price;
    if (games < 1n) violations.add('spec.budget_centavos', `must be at least ${price}, the price of one game of ${picks} numbers`);
    else if (games > BigInt(limit.games))
      violations.add('spec.budget_centavos', `pays for ${games} games, more than ${limit.games}: ${limit.reason}`);
    return Number(games);
  }
  if (message.quantity === undefined) {
    violations.add('spec.quantity', 'required: set quantity or budget_centavos');
    return 1;
  }
  if (message.quantity < 1) violations.add('spec.quantity', `must be 1 to ${limit.games}, not ${message.quantity}`);
  else if (message.quantity > limit.games)
    violations.add('spec.quantity', `must be 1 to ${limit.games}, not ${message.quantity}: ${limit.reason}`);
  return message.quantity;
}

function checkBestOf(bestOf: number, quantity: number, { games, reason }: QuantityLimit, violations: Violations): void {
  const least = Math.min(quantity, games);
  if (bestOf < least) violations.add('spec.best_of', `must be ${least} to ${games}, not ${bestOf}`);
  else if (bestOf > games) violations.add('spec.best_of', `must be ${least} to ${games}, not ${bestOf}: ${reason}`);
}

/** Resolves the history. Undefined if the version is explicitly empty, or if no draws are imported. */
async function resolveHistory(
  message: GameSpec__Output,
  lottery: Lottery,
  { histories }: SpecSources,
  violations: Violations,
): Promise<History | undefined> {
  if (message.historyVersion === undefined) return histories.latest(lottery.id);
  if (message.historyVersion === '') return undefined;
  const history = VERSION.test(message.historyVersion) ? await histories.get(lottery.id, message.historyVersion) : undefined;
  if (!history) violations.add('spec.history_version', 'no imported history has this version');
  return history;
}

/** Resolves the popularity model. Undefined if the version is explicitly empty, or if no model is fitted. */
async function resolvePopularity(
  { score }: GameSpec__Output,
  lottery: Lottery,
  { popularity }: SpecSources,
  violations: Violations,
): Promise<PopularityModel | undefined> {
  const version = score?.popularityVersion;
  if (version === undefined) return popularity.latest(lottery.id);
  if (version === '') return undefined;
  const model = VERSION.test(version) ? await popularity.get(lottery.id, version) : undefined;
  if (!model) violations.add('spec.score.popularity_version', 'no fitted model has this version');
  return model;
}

function resolveWeighting(message: GameSpec__Output, history: History | undefined, violations: Violations): Weighting {
  const name = violations.checkEnum('spec.weighting', message.weighting, 'NUMBER_WEIGHTING_', ['UNIFORM', 'FREQUENCY', 'BALANCED']);
  if (name === 'UNSPECIFIED' || name === 'UNIFORM') return 'UNIFORM';
  if (!history) violations.add('spec.weighting', 'needs an imported draw history');
  return name;
}

/** Creates a seed of 48 bits, which every JSON parser reads exactly. */
function randomSeed(): bigint {
  return BigInt(`0x${randomBytes(6).toString('hex')}`);
}
