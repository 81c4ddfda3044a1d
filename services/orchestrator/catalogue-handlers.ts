import { invalidArgument } from '../shared/errors.js';
import { LOCALES, type Locale } from '../shared/games/locale.js';
import type { ListLotteriesResponse } from '../shared/grpc/generated/dezenas/v1/ListLotteriesResponse.js';
import type { ListRulesRequest__Output } from '../shared/grpc/generated/dezenas/v1/ListRulesRequest.js';
import type { ListRulesResponse } from '../shared/grpc/generated/dezenas/v1/ListRulesResponse.js';
import type { Lottery as LotteryMessage } from '../shared/grpc/generated/dezenas/v1/Lottery.js';
import type { RuleDescription } from '../shared/grpc/generated/dezenas/v1/RuleDescription.js';
import { unary } from '../shared/grpc/handlers.js';
import type { Logger } from '../shared/logging.js';
import { DEFAULT_LOTTERY, findLottery, LOTTERIES } from '../shared/lotteries/catalogue.js';
import type { Lottery } from '../shared/lotteries/lottery.js';
import { gamePriceCentavos } from '../shared/lotteries/price.js';
import { RULES } from '../shared/rules/catalogue.js';
import { defaultsOf, type Rule, type RuleContext, rangeOf } from '../shared/rules/rule.js';
import { drawsOf } from './draws/history.js';
import type { HistoryStore } from './draws/history-store.js';
import { Violations } from './spec/violations.js';

/** The handlers of CatalogueService. */
export function createCatalogueHandlers(histories: HistoryStore, logger: Logger) {
  return {
    ListLotteries: unary(logger, (): ListLotteriesResponse => ({ lotteries: LOTTERIES.map(toLotteryMessage) })),
    ListRules: unary(logger, (request: ListRulesRequest__Output) => listRules(request, histories)),
  };
}

async function listRules(request: ListRulesRequest__Output, histories: HistoryStore): Promise<ListRulesResponse> {
  const violations = new Violations();
  const lottery = findLottery(request.lottery || DEFAULT_LOTTERY);
  if (!lottery) violations.add('lottery', `unknown lottery; known: ${LOTTERIES.map(({ id }) => id).join(', ')}`);
  const picks = request.picks ?? lottery?.minPicks ?? 0;
  if (lottery) violations.checkRange('picks', picks, lottery.minPicks, lottery.maxPicks);
  const locale = LOCALES.find((candidate) => candidate === (request.locale || 'pt-BR'));
  if (!locale) violations.add('locale', `must be ${LOCALES.join(' or ')}`);
  if (!lottery || !locale || violations.list.length > 0) throw invalidArgument(violations.list);
  const context = { lottery, picks, draws: drawsOf(await histories.latest(lottery.id)) };
  return { rules: RULES.map((rule) => describe(rule, context, locale)) };
}

function describe(rule: Rule, context: RuleContext, locale: Locale): RuleDescription {
  const defaults = defaultsOf(rule, context);
  const range = rangeOf(rule, context);
  return {
    id: rule.id,
    title: rule.title[locale],
    rangeMin: range.min,
    rangeMax: range.max,
    defaultOn: defaults.on,
    defaultMin: defaults.min,
    defaultMax: defaults.max,
    through: `LEVEL_${rule.through}`,
    needsHistory: rule.needsHistory ?? false,
    ownNumbers: rule.ownNumbers ?? false,
    byConstraint: rule.byConstraint ?? false,
  };
}

function toLotteryMessage(lottery: Lottery): LotteryMessage {
  const { id, name, universeSize, drawSize, gridColumns, minPicks, maxPicks } = lottery;
  const sizes = Array.from({ length: maxPicks - minPicks + 1 }, (_, i) => minPicks + i);
  const bets = sizes.map((picks) => ({ picks, priceCentavos: gamePriceCentavos(lottery, picks).toString() }));
  return { id, name, universeSize, drawSize, gridColumns, bets };
}
