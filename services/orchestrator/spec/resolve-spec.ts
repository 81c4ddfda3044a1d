import { randomBytes } from 'node:crypto';
import { invalidArgument } from '../../shared/errors.js';
import type { Spec } from '../../shared/games/spec.js';
import type { GameSpec__Output } from '../../shared/grpc/generated/dezenas/v1/GameSpec.js';
import { DEFAULT_LOTTERY, findLottery, LOTTERIES } from '../../shared/lotteries/catalogue.js';
import type { Lottery } from '../../shared/lotteries/lottery.js';
import { gamePriceCentavos } from '../../shared/lotteries/price.js';
import { drawsOf, type History } from '../draws/history.js';
import type { HistoryStore } from '../draws/history-store.js';
import { resolveConstraints } from './resolve-constraints.js';
import { resolveRuleGroups, resolveRuleSettings } from './resolve-rule-settings.js';
import { Violations } from './violations.js';

const DEFAULT_CHUNK_SIZE = 25_000;
const MIN_CHUNK_SIZE = 100;
const MAX_CHUNK_SIZE = 100_000;

/** A checked spec with every default filled in, and the history it pins. */
export interface ResolvedSpec {
  spec: Spec;
  history: History | undefined;
}

/** Most games a request may ask for, and why not more. */
export interface QuantityLimit {
  games: number;
  reason: string;
}

/**
 * Checks what a caller sent and fills in the defaults.
 * @param violations wrong fields of the request found outside the spec, reported together.
 * @throws DezenasError INVALID_ARGUMENT listing every wrong field by its path.
 */
export async function resolveSpec(
  message: GameSpec__Output | null,
  histories: HistoryStore,
  limit: QuantityLimit,
  violations = new Violations(),
): Promise<ResolvedSpec> {
  if (message === null) {
    violations.add('spec', 'required');
    throw invalidArgument(violations.list);
  }
  const lottery = findLottery(message.lottery || DEFAULT_LOTTERY);
  if (!lottery) {
    violations.add('spec.lottery', `unknown lottery; known: ${LOTTERIES.map(({ id }) => id).join(', ')}`);
    // The rest is judged by the default lottery, so that all other wrong fields are named too.
  }
  const judged = lottery ?? (findLottery(DEFAULT_LOTTERY) as Lottery);
  const picks = message.picks ?? judged.minPicks;
  violations.checkRange('spec.picks', picks, judged.minPicks, judged.maxPicks);
  // The rest is judged by the nearest picks there are.
  const judgedPicks = Math.min(Math.max(picks, judged.minPicks), judged.maxPicks);
  const quantity = resolveQuantity(message, judged, judgedPicks, limit, violations);
  const constraints = resolveConstraints(message.constraints, judged, judgedPicks, violations);
  const history = await resolveHistory(message, judged, histories, violations);
  const context = { lottery: judged, picks: judgedPicks, draws: drawsOf(history) };
  const ruleSettings = resolveRuleSettings(message.rules, context, violations);
  const ruleGroups = resolveRuleGroups(message.ruleGroups, context, violations);
  const chunkSize = message.chunkSize ?? DEFAULT_CHUNK_SIZE;
  violations.checkRange('spec.chunk_size', chunkSize, MIN_CHUNK_SIZE, MAX_CHUNK_SIZE);
  if (violations.list.length > 0) throw invalidArgument(violations.list);
  return {
    spec: {
      lottery: judged,
      picks,
      quantity,
      constraints,
      ruleSettings,
      ruleGroups,
      seed: message.seed === undefined ? randomSeed() : BigInt(message.seed),
      chunkSize,
      historyVersion: history?.version ?? '',
    },
    history,
  };
}

function resolveQuantity(message: GameSpec__Output, lottery: Lottery, picks: number, limit: QuantityLimit, violations: Violations): number {
  if (message.budgetCentavos !== undefined) {
    const budget = BigInt(message.budgetCentavos);
    const price = gamePriceCentavos(lottery, picks);
    const games = budget / price;
    if (games < 1n) violations.add('spec.budget_centavos', `must be at least ${price}, the price of one game of ${picks} numbers`);
    else if (games > BigInt(limit.games)) violations.add('spec.budget_centavos', `pays for ${games} games; ${limit.reason}`);
    return Number(games);
  }
  if (message.quantity === undefined) {
    violations.add('spec.quantity', 'required: give quantity or budget_centavos');
    return 1;
  }
  if (message.quantity < 1) violations.add('spec.quantity', `must be 1 to ${limit.games}, not ${message.quantity}`);
  else if (message.quantity > limit.games)
    violations.add('spec.quantity', `must be 1 to ${limit.games}, not ${message.quantity}: ${limit.reason}`);
  return message.quantity;
}

/** Undefined: no history. An explicitly empty version asks for that. */
async function resolveHistory(
  message: GameSpec__Output,
  lottery: Lottery,
  histories: HistoryStore,
  violations: Violations,
): Promise<History | undefined> {
  if (message.historyVersion === undefined) return histories.latest(lottery.id);
  if (message.historyVersion === '') return undefined;
  const history = /^[0-9a-f]{16}$/.test(message.historyVersion) ? await histories.get(lottery.id, message.historyVersion) : undefined;
  if (!history) violations.add('spec.history_version', 'no imported history has this version');
  return history;
}

/** 48 bits: read the same by every JSON parser. */
function randomSeed(): bigint {
  return BigInt(`0x${randomBytes(6).toString('hex')}`);
}
