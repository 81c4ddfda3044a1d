import { CommanderError } from 'commander';
import { DezenasError } from '../../../shared/errors.js';
import type { Locale } from '../../../shared/locale.js';
import { printable } from '../output/printable.js';
import { describeFailure } from '../texts/failure-texts.js';
import { outputLocale } from '../texts/output-locale.js';
import { ToldError } from './localized-error.js';
import { optionOf } from './spec-request.js';
import { InterruptedError } from './until-interrupted.js';

/** The command did not do what was asked. */
const FAILED = 1;
/** The command line or what it asks for is wrong. */
const WRONG_USAGE = 2;

/** Prints why a command failed, one line a wrong field, and gives the exit code. `asked`: --locale as given. */
export function reportFailure(error: unknown, stderr: NodeJS.WritableStream, asked: Locale | undefined): number {
  // commander has printed its own.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  for (const line of linesOf(error, outputLocale(asked, process.env))) stderr.write(`dezenas: ${line}\n`);
  if (error instanceof InterruptedError) return error.exitCode;
  return error instanceof DezenasError && error.code === 'INVALID_ARGUMENT' ? WRONG_USAGE : FAILED;
}

function linesOf(error: unknown, locale: Locale): string[] {
  if (error instanceof DezenasError && error.violations.length > 0) {
    return error.violations.map(({ field, description }) => printable(`${optionOf(field)}: ${description}`));
  }
  if (error instanceof DezenasError) {
    const text = error instanceof ToldError ? error.message : describeFailure(error, locale);
    // By which docs/reference/errors.md says what to do.
    return [printable(error.reason === error.code ? text : `${text} (${error.reason})`)];
  }
  return [printable(error instanceof Error ? error.message : String(error))];
}
