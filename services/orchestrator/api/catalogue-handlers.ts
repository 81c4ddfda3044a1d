import { DEFAULT_LOTTERY, findLottery, LOTTERIES, UNKNOWN_LOTTERY } from '../../domain/lotteries/catalogue.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import { gamePriceCentavos } from '../../domain/lotteries/price.js';
import { tierName } from '../../domain/lotteries/prizes.js';
import { numbersTo } from '../../domain/lotteries/ticket.js';
import { RULES } from '../../domain/rules/catalogue.js';
import { isOnByDefault } from '../../domain/rules/default-rules.js';
import { defaultBoundsOf, isAvailable, type Parameter, type Rule, rangeOf, titleOf } from '../../domain/rules/rule.js';
import type { ScoreContext, ScoreTermRow } from '../../domain/scores/term.js';
import { SCORE_TERMS } from '../../domain/scores/terms.js';
import { invalidArgument } from '../../shared/errors.js';
import type { ListLotteriesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ListLotteriesRequest.js';
import type { ListLotteriesResponse } from '../../shared/grpc/generated/dezenas/v1/ListLotteriesResponse.js';
import type { ListRulesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ListRulesRequest.js';
import type { ListRulesResponse } from '../../shared/grpc/generated/dezenas/v1/ListRulesResponse.js';
import type { ListScoreTermsRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ListScoreTermsRequest.js';
import type { ListScoreTermsResponse } from '../../shared/grpc/generated/dezenas/v1/ListScoreTermsResponse.js';
import type { Lottery as LotteryMessage } from '../../shared/grpc/generated/dezenas/v1/Lottery.js';
import type { RuleDescription } from '../../shared/grpc/generated/dezenas/v1/RuleDescription.js';
import type { ScoreTermDescription } from '../../shared/grpc/generated/dezenas/v1/ScoreTermDescription.js';
import { unary } from '../../shared/grpc/server/handlers.js';
import { LOCALES, type Locale } from '../../shared/locale.js';
import type { Logger } from '../../shared/observability/logging.js';
import { Violations } from '../../shared/violations.js';
import { drawsOf } from '../draws/history/history.js';
import type { SpecSources } from '../game-spec/resolve-spec.js';

/** Creates the handlers of CatalogueService. */
export function createCatalogueHandlers(sources: SpecSources, logger: Logger) {
  return {
    ListLotteries: unary(logger, (request: ListLotteriesRequest__Output): ListLotteriesResponse => {
      const violations = new Violations();
      const locale = resolveLocale(request.locale, violations);
      violations.throwIfAny();
      return { lotteries: LOTTERIES.map((lottery) => toLotteryMessage(lottery, locale)) };
    }),
    ListRules: unary(logger, async (request: ListRulesRequest__Output): Promise<ListRulesResponse> => {
      const { context, locale } = await resolveContext(request, sources);
      return { rules: RULES.filter((rule) => isAvailable(rule, context)).map((rule) => describeRule(rule, context, locale)) };
    }),
    ListScoreTerms: unary(logger, async (request: ListScoreTermsRequest__Output): Promise<ListScoreTermsResponse> => {
      const { context, locale } = await resolveContext(request, sources);
      return { terms: SCORE_TERMS.map((term) => describeTerm(term, context, locale)) };
    }),
  };
}

/** Resolves the lottery, the picks and the locale for which rules and terms are described. Loads the latest history and model. */
async function resolveContext(
  request: ListRulesRequest__Output | ListScoreTermsRequest__Output,
  { histories, popularity }: SpecSources,
): Promise<{ context: ScoreContext; locale: Locale }> {
  const violations = new Violations();
  const lottery = findLottery(request.lottery || DEFAULT_LOTTERY);
  if (!lottery) violations.add('lottery', UNKNOWN_LOTTERY);
  const picks = request.picks ?? lottery?.minPicks ?? 0;
  if (lottery) violations.checkRange('picks', picks, lottery.minPicks, lottery.maxPicks);
  const locale = resolveLocale(request.locale, violations);
  if (!lottery || violations.list.length > 0) throw invalidArgument(violations.list);
  const [history, model] = await Promise.all([histories.latest(lottery.id), popularity.latest(lottery.id)]);
  return { context: { lottery, picks, draws: drawsOf(history), popularity: model }, locale };
}

function resolveLocale(locale: string, violations: Violations): Locale {
  const known = LOCALES.find((candidate) => candidate === (locale || 'pt-BR'));
  if (!known) violations.add('locale', `must be ${LOCALES.join(' or ')}`);
  return known ?? 'pt-BR';
}

function describeRule(rule: Rule, context: ScoreContext, locale: Locale): RuleDescription {
  const defaults = defaultBoundsOf(rule, context);
  const range = rangeOf(rule, context);
  return {
    id: rule.id,
    title: titleOf(rule, context.lottery)[locale],
    rangeMin: range.min,
    rangeMax: range.max,
    defaultOn: isOnByDefault(rule, context),
    defaultMin: defaults.min,
    defaultMax: defaults.max,
    through: `LEVEL_${rule.through}`,
    needsHistory: rule.needsHistory ?? false,
    ownNumbers: rule.ownNumbers ?? false,
    setBy: rule.setBy ?? '',
    argument: describeParameter(rule.argument, context, locale),
    window: describeParameter(rule.window, context, locale),
    relaxes: rule.relaxes ?? false,
  };
}

function describeParameter(parameter: Parameter | undefined, context: ScoreContext, locale: Locale) {
  if (!parameter) return undefined;
  return { ...parameter.range(context), title: parameter.title[locale], default: parameter.default(context) };
}

function describeTerm(term: ScoreTermRow, context: ScoreContext, locale: Locale): ScoreTermDescription {
  const unavailable = term.unavailable?.(context) ?? '';
  const ideal = term.ideal?.(context);
  return {
    id: term.id,
    title: term.title[locale],
    formula: term.formula[locale],
    defaultWeight: unavailable ? 0 : term.defaultWeight,
    idealMin: ideal?.min,
    idealMax: ideal?.max,
    idealDefault: ideal?.default,
    unavailable,
  };
}

function toLotteryMessage(lottery: Lottery, locale: Locale): LotteryMessage {
  const {
    id,
    name,
    universeSize,
    drawSize,
    drawsPerResult,
    gridColumns,
    minPicks,
    maxPicks,
    extra,
    labels = [],
    columnSize,
    currency,
    source,
  } = lottery;
  const sizes = numbersTo(maxPicks).slice(minPicks - 1);
  return {
    id,
    name,
    universeSize,
    drawSize,
    drawsPerResult,
    gridColumns,
    columnSize,
    currency,
    source,
    bets: sizes.map((picks) => ({ picks, priceCentavos: gamePriceCentavos(lottery, picks).toString() })),
    priceValidFrom: lottery.prices[0]?.validFrom ?? '',
    extra: extra && { ...extra, title: extra.title[locale] },
    tiers: lottery.tiers.map((tier) => ({
      name: tierName(lottery, tier),
      hits: tier.hits,
      extraHits: [...(tier.extraHits ?? [])],
      bonus: tier.bonus,
      fixedCentavos: tier.fixedCentavos ?? 0,
    })),
    labels: [...labels],
  };
}
