import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DezenasError } from '../../../shared/errors.js';
import type { DezenasClient, History, ImportSummary, Popularity, Statistics } from '../../library/client.js';
import type { DrawsOptions, StatisticsOptions } from '../options/draws-options.js';
import { toPrintable } from '../output/printable.js';
import { formatTable } from '../output/table.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS, type CommandTexts } from '../texts/command-texts.js';
import { withOrchestrator } from './with-orchestrator.js';

export async function runDrawsImport(file: string, options: DrawsOptions): Promise<void> {
  await checkReadable(file);
  const texts = COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)];
  await withOrchestrator(options, texts, async (client, signal) => {
    const { history, warnings, popularity, summary } = await client.importDraws(createReadStream(file), options.lottery, { signal });
    for (const warning of warnings) process.stderr.write(`${texts.warning}: ${toPrintable(warning)}\n`);
    printHistory(history, warnings, popularity, options, texts, summary);
  });
}

export async function runDrawsFit(options: DrawsOptions): Promise<void> {
  const texts = COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)];
  await withOrchestrator(options, texts, async (client, signal) => {
    const popularity = await client.fitPopularity(options.lottery, { signal });
    process.stdout.write(`${options.json ? JSON.stringify(popularity) : describePopularity(popularity, texts)}\n`);
  });
}

export async function runDrawsStatistics(options: StatisticsOptions): Promise<void> {
  const texts = COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)];
  await withOrchestrator(options, texts, async (client, signal) => {
    const request = { lottery: options.lottery, firstDraw: options.from, lastDraw: options.to, pairs: options.pairs };
    const statistics = await client.getStatistics(request, { signal });
    process.stdout.write(`${options.json ? JSON.stringify(statistics) : describeStatistics(statistics, texts)}\n`);
  });
}

export async function runDrawsStatus(options: DrawsOptions): Promise<void> {
  const texts = COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)];
  await withOrchestrator(options, texts, async (client, signal) => {
    try {
      const history = await client.getHistory(options.lottery, { signal });
      printHistory(history, [], await fetchPopularity(client, options.lottery, signal), options, texts);
    } catch (error) {
      if (!(error instanceof DezenasError) || error.reason !== 'NO_HISTORY') throw error;
      throw new DezenasError('NOT_FOUND', texts.noDraws(options.lottery ?? 'mega-sena'));
    }
  });
}

/** Fetches the popularity model; null when none was fitted. */
async function fetchPopularity(client: DezenasClient, lottery: string | undefined, signal: AbortSignal): Promise<Popularity | null> {
  try {
    return await client.getPopularity(lottery, { signal });
  } catch (error) {
    if (error instanceof DezenasError && error.reason === 'NO_POPULARITY') return null;
    throw error;
  }
}

/** Prints a draw history and its popularity model. */
export function printHistory(
  history: History,
  warnings: string[],
  popularity: Popularity | null,
  { json }: DrawsOptions,
  texts: CommandTexts,
  summary?: ImportSummary,
): void {
  const { lottery, version, draws, first, last } = history;
  const day = ({ number, date }: NonNullable<typeof first>) => `${number} (${texts.date(date)})`;
  const text = json
    ? JSON.stringify({ lottery, version, draws, first, last, warnings, popularity, summary })
    : [
        texts.imported(texts.number(draws), lottery, first ? day(first) : '', last ? day(last) : '', version),
        ...(summary ? describeSummary(summary, texts) : []),
        ...(popularity ? [describePopularity(popularity, texts)] : []),
      ].join('\n');
  process.stdout.write(`${text}\n`);
}

function describeSummary(summary: ImportSummary, { imports, number }: CommandTexts): string[] {
  const { format, encoding, newDraws, changedDraws, unchangedDraws, leftOutDraws, drawsWithWinners, winnersOnly, unusedColumns } = summary;
  return [
    imports.file(encoding ? `${format} (${encoding})` : format),
    ...(winnersOnly ? [] : [imports.draws(number(newDraws), number(changedDraws), number(unchangedDraws), number(leftOutDraws))]),
    imports.winners(number(drawsWithWinners), winnersOnly),
    ...(unusedColumns.length > 0 ? [imports.unusedColumns(unusedColumns.map(toPrintable).join(', '))] : []),
  ];
}

function describePopularity(
  { hits, draws, numbers, r2, leastDecile, mostDecile, forwardCorrelation, version }: Popularity,
  texts: CommandTexts,
): string {
  const { popularity, number, decimal } = texts;
  const list = (some: typeof numbers) => some.map(({ number: n, factor }) => `${n} (${decimal(factor, 2)})`).join(' ');
  return [
    popularity.fitted(number(draws), hits, version),
    popularity.quality(decimal(r2, 3), decimal(leastDecile, 2), decimal(mostDecile, 2), decimal(forwardCorrelation, 2)),
    popularity.most(list(numbers.slice(0, 8))),
    popularity.least(list(numbers.slice(-8).toReversed())),
    popularity.meaning,
  ].join('\n');
}

function describeStatistics(
  { draws, numbers, pairs, odd, sums }: Statistics,
  { statistics: labels, number, decimal, fairness }: CommandTexts,
): string {
  return [
    labels.draws(number(draws)),
    '',
    formatTable([
      labels.numberColumns,
      ...numbers.map((each) => [String(each.number), number(each.times), decimal(each.expected, 1), number(each.delay)]),
    ]),
    ...(pairs.length > 0
      ? ['', formatTable([labels.pairColumns, ...pairs.map(({ first, second, times }) => [`${first} ${second}`, number(times)])])]
      : []),
    '',
    formatTable([labels.oddColumns, ...odd.map((each) => [String(each.count), number(each.draws), decimal(each.expected, 1)])]),
    '',
    labels.sums(number(sums?.min ?? 0), number(sums?.max ?? 0), decimal(sums?.mean ?? 0, 1), decimal(sums?.standardDeviation ?? 0, 1)),
    fairness,
  ].join('\n');
}

async function checkReadable(file: string): Promise<void> {
  const entry = await stat(file).catch(() => undefined);
  if (!entry) throw new DezenasError('INVALID_ARGUMENT', `${file} does not exist or may not be read`);
  if (!entry.isFile()) throw new DezenasError('INVALID_ARGUMENT', `${file} is not a file`);
}
