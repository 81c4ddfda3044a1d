import { DezenasError } from '../../../shared/errors.js';
import type { CheckGamesHeader, CheckResult } from '../../library/client.js';
import type { CheckOptions } from '../options/caller-games-options.js';
import { formatTable } from '../output/table.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS, type CommandTexts } from '../texts/command-texts.js';
import { printSource } from './print-source.js';
import { type GamesSource, readGames } from './read-games.js';
import { withOrchestrator } from './with-orchestrator.js';

export async function runCheck(file: string | undefined, options: CheckOptions): Promise<void> {
  const texts = COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)];
  if ((file === undefined) === (options.job === undefined)) throw new DezenasError('INVALID_ARGUMENT', texts.checks.sourceMissing);
  const header: CheckGamesHeader = {
    ...(options.job === undefined ? { lottery: options.lottery ?? 'mega-sena' } : { jobId: options.job }),
    result: options.drawn && {
      numbers: options.drawn,
      second: options.second,
      extras: options.drawnExtras,
      bonus: options.bonus,
    },
    firstDraw: options.draws?.first,
    lastDraw: options.draws?.last,
    limit: options.limit,
  };
  await withOrchestrator(options, texts, async (client, signal) => {
    const source: GamesSource = { skippedSheets: [] };
    const games = file === undefined ? undefined : readGames(file, options.lottery, source);
    const result = await client.checkGames(header, games, { signal });
    printSource(source, texts);
    process.stdout.write(`${options.json ? JSON.stringify(result) : describe(result, texts)}\n`);
  });
}

function describe({ games, draws, totals }: CheckResult, texts: CommandTexts): string {
  const { checks, number } = texts;
  const tiers = (counts: CheckResult['totals']) =>
    formatTable([
      checks.tierColumns,
      ...counts.map(({ tier, games: winners, prizes, undecided, undecidedGames }) => {
        if (undecided && undecidedGames === '0') return [texts.tier(tier), checks.undecided];
        if (undecided) return [texts.tier(tier), checks.gamesDoNotSay(number(Number(undecidedGames)), winners)];
        return [texts.tier(tier), number(Number(winners)), number(Number(prizes))];
      }),
    ]);
  const won = draws.filter(({ winners }) => winners.length > 0);
  return [
    checks.summary(number(Number(games)), number(draws.length)),
    '',
    tiers(totals),
    ...won.flatMap(({ draw, date, numbers, extras, winners }) => [
      '',
      `${draw > 0 ? checks.draw(String(draw), texts.date(date)) : checks.result}: ${[...numbers, ...(extras.length > 0 ? ['+', ...extras] : [])].join(' ')}`,
      ...winners.map(({ index, numbers: game, extras: own, hits, extraHits }) => {
        const shown = [...game, ...(own.length > 0 ? ['+', ...own] : [])].join(' ');
        return `  ${checks.game(number(Number(index) + 1))}: ${shown}: ${checks.hits(hits, extraHits)}`;
      }),
    ]),
  ].join('\n');
}
