import { DezenasError } from '../../shared/errors.js';
import { startTracing } from '../../shared/observe/start-tracing.js';
import { inSpan } from '../../shared/observe/tracing.js';
import type { CommandTexts } from './command-texts.js';

/** Exit code of a command ended by a signal, as shells report it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs work that SIGINT or SIGTERM aborts: it gets the chance to leave nothing behind, and the command ends with the
 * signal's exit code. A second signal ends the process at once. Where traces are wanted, the work is one.
 */
export async function untilInterrupted(
  texts: Pick<CommandTexts, 'interrupted'>,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (signal: 'SIGINT' | 'SIGTERM') => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = EXIT_CODES[signal];
    controller.abort(new DezenasError('CANCELLED', 'interrupted'));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const tracing = await startTracing('dezenas');
  try {
    await inSpan('command', {}, () => work(controller.signal));
  } catch (error) {
    if (exitCode === undefined) throw error;
    throw new InterruptedError(texts.interrupted, exitCode);
  } finally {
    await tracing?.stop();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

export class InterruptedError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
