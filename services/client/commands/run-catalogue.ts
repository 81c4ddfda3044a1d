import type { Lottery, RuleDescription } from '../client.js';
import type { CatalogueOptions } from './catalogue.js';
import { COMMAND_TEXTS, type CommandTexts } from './command-texts.js';
import { outputLocale } from './output-locale.js';
import { withOrchestrator } from './with-orchestrator.js';

export async function runLotteries(options: CatalogueOptions): Promise<void> {
  const texts = COMMAND_TEXTS[outputLocale(options.locale, process.env)];
  await withOrchestrator(options.address, texts, async (client, signal) => {
    const lotteries = await client.listLotteries({ signal });
    print(options.json ? JSON.stringify(lotteries) : lotteries.map((lottery) => describeLottery(lottery, texts)).join('\n'));
  });
}

export async function runRules(options: CatalogueOptions): Promise<void> {
  const locale = outputLocale(options.locale, process.env);
  const texts = COMMAND_TEXTS[locale];
  await withOrchestrator(options.address, texts, async (client, signal) => {
    const rules = await client.listRules({ lottery: options.lottery, picks: options.picks, locale }, { signal });
    print(options.json ? JSON.stringify(rules) : describeRules(rules, texts));
  });
}

function describeLottery({ id, name, universeSize, drawSize, bets }: Lottery, texts: CommandTexts): string {
  const prices = bets.map(({ picks, priceCentavos }) => `${picks}: ${texts.decimal(Number(priceCentavos) / 100, 2)}`);
  return `${id.padEnd(10)}  ${texts.lottery(name, drawSize, universeSize)}\n${' '.repeat(12)}R$ ${prices.join(', ')}`;
}

function describeRules(rules: RuleDescription[], texts: CommandTexts): string {
  const rows = rules.map(({ id, title, rangeMin, rangeMax, defaultOn, defaultMin, defaultMax }) => [
    id,
    `${rangeMin}..${rangeMax}`,
    defaultOn ? `${defaultMin}..${defaultMax}` : texts.off,
    title,
  ]);
  const table = [texts.ruleColumns, ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
