import { CommanderError } from 'commander';
import { DezenasError } from '../../../shared/errors.js';
import type { Locale } from '../../../shared/locale.js';
import { toPrintable } from '../output/printable.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { describeFailure } from '../texts/failure-texts.js';
import { InterruptedError } from './abort-on-interruption.js';
import { LocalizedError } from './localized-error.js';
import { optionOf } from './spec-request.js';

/** The exit code of a command that failed. */
const FAILED = 1;
/** The exit code of wrong options or a wrong request. */
const WRONG_USAGE = 2;

/** Prints why a command failed, one line per wrong field, and returns the exit code. @param asked --locale as given. */
export function reportFailure(error: unknown, stderr: NodeJS.WritableStream, asked: Locale | undefined): number {
  // commander has printed its error itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  for (const line of linesOf(error, chooseOutputLocale(asked, process.env))) stderr.write(`dezenas: ${line}\n`);
  if (error instanceof InterruptedError) return error.exitCode;
  return error instanceof DezenasError && error.code === 'INVALID_ARGUMENT' ? WRONG_USAGE : FAILED;
}

function linesOf(error: unknown, locale: Locale): string[] {
  if (error instanceof DezenasError && error.violations.length > 0) {
    return error.violations.map(({ field, description }) => toPrintable(`${optionOf(field)}: ${description}`));
  }
  if (error instanceof DezenasError) {
    const text = error instanceof LocalizedError ? error.message : describeFailure(error, locale);
    // docs/reference/errors.md lists what to do by the reason.
    return [toPrintable(error.reason === error.code ? text : `${text} (${error.reason})`)];
  }
  return [toPrintable(error instanceof Error ? error.message : String(error))];
}
