import type { GameVerdict } from '../../library/client.js';
import type { ValidateOptions } from '../options/caller-games-options.js';
import { formatTable } from '../output/table.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS, type CommandTexts } from '../texts/command-texts.js';
import { printSource } from './print-source.js';
import { type GamesSource, readGames } from './read-games.js';
import { toSpecRequest } from './spec-request.js';
import { withOrchestrator } from './with-orchestrator.js';

interface Tally {
  games: number;
  valid: number;
  /** The number of games that break each rule, by rule id. */
  byRule: Map<string, number>;
  listed: GameVerdict[];
}

/** Judges the games of a file. Returns the exit code: 1 when a game is invalid. */
export async function runValidate(file: string, options: ValidateOptions): Promise<number> {
  const texts = COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)];
  const tally: Tally = { games: 0, valid: 0, byRule: new Map(), listed: [] };
  const source: GamesSource = { skippedSheets: [] };
  await withOrchestrator(options, texts, async (client, signal) => {
    for await (const verdict of client.validateGames(toSpecRequest(options), readGames(file, options.lottery, source), { signal })) {
      tally.games++;
      if (verdict.valid) tally.valid++;
      else if (tally.listed.length < options.limit) tally.listed.push(verdict);
      for (const { ruleId } of verdict.violations) tally.byRule.set(ruleId, (tally.byRule.get(ruleId) ?? 0) + 1);
    }
  });
  printSource(source, texts);
  process.stdout.write(`${options.json ? toJson(tally) : describe(tally, texts)}\n`);
  return tally.valid === tally.games ? 0 : 1;
}

function toJson({ games, valid, byRule, listed }: Tally): string {
  return JSON.stringify({ games, valid, invalid: games - valid, gamesByBrokenRule: Object.fromEntries(byRule), listed });
}

function describe({ games, valid, byRule, listed }: Tally, texts: CommandTexts): string {
  const { validations } = texts;
  const rows = [...byRule].toSorted(([, a], [, b]) => b - a).map(([id, count]) => [id, texts.number(count)]);
  return [
    validations.summary(texts.number(games), texts.number(valid), texts.number(games - valid)),
    ...(rows.length > 0 ? ['', formatTable([validations.ruleColumns, ...rows])] : []),
    ...(listed.length > 0 ? ['', ...listed.map((verdict) => describeVerdict(verdict, texts))] : []),
  ].join('\n');
}

function describeVerdict({ index, violations }: GameVerdict, { number, validations }: CommandTexts): string {
  const broken = violations.map(
    ({ ruleId, value, min, max, negated }) => `${ruleId} ${value} (${negated ? validations.notIn : ''}${min}..${max})`,
  );
  return `${validations.game(number(Number(index) + 1))}: ${broken.join(', ')}`;
}
