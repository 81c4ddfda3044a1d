import { CommanderError } from 'commander';
import { DezenasError } from '../../shared/errors.js';
import { InterruptedError } from './interruption.js';
import { printable } from './printable.js';
import { optionOf } from './spec-request.js';

/** The command did not do what was asked. */
const FAILED = 1;
/** The command line or what it asks for is wrong. */
const WRONG_USAGE = 2;

/** Prints why a command failed, one line a wrong field, and gives the exit code. */
export function reportFailure(error: unknown, stderr: NodeJS.WritableStream): number {
  // commander has printed its own.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  for (const line of linesOf(error)) stderr.write(`dezenas: ${line}\n`);
  if (error instanceof InterruptedError) return error.exitCode;
  return error instanceof DezenasError && error.code === 'INVALID_ARGUMENT' ? WRONG_USAGE : FAILED;
}

function linesOf(error: unknown): string[] {
  if (error instanceof DezenasError && error.violations.length > 0) {
    return error.violations.map(({ field, description }) => `${optionOf(field)}: ${printable(description)}`);
  }
  // By which docs/operations.md says what to do.
  const reason = error instanceof DezenasError && error.reason !== error.code ? ` (${error.reason})` : '';
  if (error instanceof Error) return [printable(error.message + reason)];
  return [printable(String(error))];
}
