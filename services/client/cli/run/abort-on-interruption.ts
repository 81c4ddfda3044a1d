import { DezenasError } from '../../../shared/errors.js';
import { startTracing } from '../../../shared/observability/start-tracing.js';
import { runInSpan } from '../../../shared/observability/tracing.js';
import { EXIT_CODES, onInterruption } from '../../../shared/process/interruption.js';
import type { CommandTexts } from '../texts/command-texts.js';

/**
 * Runs work and aborts its signal on Ctrl-C, SIGTERM or a closed terminal. The work can then clean up, and the command ends with the exit
 * code of the signal. A second signal ends the process at once. With tracing on, the work is one trace.
 */
export async function abortOnInterruption(
  texts: Pick<CommandTexts, 'interrupted'>,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const stopListening = onInterruption((signal) => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = EXIT_CODES[signal];
    controller.abort(new DezenasError('CANCELLED', 'interrupted'));
  });
  const tracing = await startTracing('dezenas');
  try {
    await runInSpan('command', {}, () => work(controller.signal));
  } catch (error) {
    if (exitCode === undefined) throw error;
    throw new InterruptedError(texts.interrupted, exitCode);
  } finally {
    await tracing?.stop();
    stopListening();
  }
}

export class InterruptedError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
