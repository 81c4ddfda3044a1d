import { toPrintable } from '../output/printable.js';
import type { CommandTexts } from '../texts/command-texts.js';
import type { GamesSource } from './read-games.js';

/** Says on standard error what a reader of games found that a user may not expect. */
export function printSource({ encoding, skippedSheets }: GamesSource, texts: CommandTexts): void {
  if (encoding !== undefined && encoding !== 'UTF-8') process.stderr.write(`${texts.readAs(encoding)}\n`);
  if (skippedSheets.length > 0)
    process.stderr.write(`${texts.warning}: ${texts.skippedSheets(skippedSheets.map(toPrintable).join(', '))}\n`);
}
