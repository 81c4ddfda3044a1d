import type { Logger } from '../observability/logging.js';
import type { Stoppable } from '../stoppable.js';
import { EXIT_CODES, type Interruption, onInterruption } from './interruption.js';

/** How long the process may stay alive after its service has stopped, for example to send traces. */
const EXIT_TIMEOUT_MS = 3_000;

/**
 * Runs a started service until SIGTERM, SIGINT or SIGHUP, then stops it. A second signal ends the process at once. Resolves when the service
 * has stopped. Handles that are still open 3 s later, such as a connection to a collector, do not keep the process alive.
 */
export async function runUntilSignal(service: Stoppable, logger: Logger): Promise<void> {
  const signal = await new Promise<Interruption>(onNextInterruption);
  logger.info({ signal }, 'stopping');
  onNextInterruption(exitAtOnce);
  await service.stop();
  logger.info('stopped');
  setTimeout(() => process.exit(), EXIT_TIMEOUT_MS).unref();
}

function onNextInterruption(listener: (signal: Interruption) => void): void {
  const stopListening = onInterruption((signal) => {
    stopListening();
    listener(signal);
  });
}

/**
 * Ends the process by the signal itself, because process.exit waits for threads, which may wait for a disk. The signal does not end process 1
 * of a container, so process.exit follows.
 */
function exitAtOnce(signal: Interruption): void {
  process.kill(process.pid, signal);
  process.exit(EXIT_CODES[signal]);
}
