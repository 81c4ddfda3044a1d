import type { Lottery, RuleDescription, ScoreTermDescription } from '../../library/client.js';
import type { CatalogueOptions } from '../options/catalogue-options.js';
import { formatTable } from '../output/table.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS, type CommandTexts } from '../texts/command-texts.js';
import { optionOf } from './spec-request.js';
import { withOrchestrator } from './with-orchestrator.js';

export async function runLotteries(options: CatalogueOptions): Promise<void> {
  const locale = chooseOutputLocale(options.locale, process.env);
  const texts = COMMAND_TEXTS[locale];
  await withOrchestrator(options, texts, async (client, signal) => {
    const lotteries = await client.listLotteries(locale, { signal });
    print(options.json ? JSON.stringify(lotteries) : lotteries.map((lottery) => describeLottery(lottery, texts)).join('\n'));
  });
}

export async function runRules(options: CatalogueOptions): Promise<void> {
  const locale = chooseOutputLocale(options.locale, process.env);
  const texts = COMMAND_TEXTS[locale];
  await withOrchestrator(options, texts, async (client, signal) => {
    const rules = await client.listRules({ lottery: options.lottery, picks: options.picks, locale }, { signal });
    print(options.json ? JSON.stringify(rules) : describeRules(rules, texts));
  });
}

export async function runScores(options: CatalogueOptions): Promise<void> {
  const locale = chooseOutputLocale(options.locale, process.env);
  const texts = COMMAND_TEXTS[locale];
  await withOrchestrator(options, texts, async (client, signal) => {
    const terms = await client.listScoreTerms({ lottery: options.lottery, picks: options.picks, locale }, { signal });
    print(options.json ? JSON.stringify(terms) : `${terms.map((term) => describeTerm(term, texts)).join('\n')}\n\n${texts.fairness}`);
  });
}

function describeLottery(lottery: Lottery, texts: CommandTexts): string {
  const { id, name, universeSize, drawSize, bets, currency, extra, tiers } = lottery;
  const indent = ' '.repeat(17);
  const prices = bets.map(({ picks, priceCentavos }) => `${picks}: ${texts.decimal(Number(priceCentavos) / 100, 2)}`);
  return [
    `${id.padEnd(15)}  ${texts.lottery(name, drawSize, universeSize)}`,
    ...(extra ? [indent + texts.extra(extra.title, extra.drawn, extra.universeSize, extra.minPicks, extra.maxPicks)] : []),
    `${indent}${currency === 'BRL' ? 'R$' : currency} ${prices.join(', ')}`,
    `${indent}${texts.tiers}: ${tiers.map((tier) => texts.tier(tier.name)).join(', ')}`,
  ].join('\n');
}

function describeRules(rules: RuleDescription[], texts: CommandTexts): string {
  const rows = rules.map(({ id, title, rangeMin, rangeMax, defaultOn, defaultMin, defaultMax, argument, window, setBy }) => [
    `${id}${argument ? `:${argument.default}` : ''}${window ? `@${window.default}` : ''}`,
    `${rangeMin}..${rangeMax}`,
    defaultOn ? `${defaultMin}..${defaultMax}` : texts.off,
    [
      title,
      ...(argument ? [`:${argument.title} (${argument.min}..${argument.max})`] : []),
      ...(window ? [`@${window.title} (${window.min}..${window.max})`] : []),
      ...(setBy ? [`[${optionOf(setBy)}]`] : []),
    ].join('; '),
  ]);
  return formatTable([texts.ruleColumns, ...rows]);
}

function describeTerm(
  { id, title, formula, defaultWeight, idealMin, idealMax, idealDefault, unavailable }: ScoreTermDescription,
  texts: CommandTexts,
): string {
  const ideal = idealDefault === undefined ? '' : `; @${idealMin}..${idealMax} (${idealDefault})`;
  const state = unavailable ? texts.unavailable(id, unavailable) : `${texts.weight} ${defaultWeight}`;
  return `${id.padEnd(12)}${title} [${state}${ideal}]\n${' '.repeat(12)}${formula}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
