import type { Logger } from '../observability/logging.js';
import type { Stoppable } from '../stoppable.js';
import { EXIT_CODES, type Interruption, onInterruption } from './interruption.js';

/** How long a process that has stopped its service may still send traces, and linger. */
const LINGER_MS = 3_000;

/**
 * Keeps a started service running until SIGTERM, SIGINT or SIGHUP, then stops it. A second signal ends the process at once.
 * Resolves when the service has stopped; what still hangs a little later, such as a connection to a collector, does not keep the process.
 */
export async function runUntilSignal(service: Stoppable, logger: Logger): Promise<void> {
  const signal = await new Promise<Interruption>(onNextInterruption);
  logger.info({ signal }, 'stopping');
  onNextInterruption(endAtOnce);
  await service.stop();
  logger.info('stopped');
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

function onNextInterruption(listener: (signal: Interruption) => void): void {
  const stopListening = onInterruption((signal) => {
    stopListening();
    listener(signal);
  });
}

/** By the signal itself, as process.exit waits for threads, which may wait for a disk. The first process of a container is not ended by it. */
function endAtOnce(signal: Interruption): void {
  process.kill(process.pid, signal);
  process.exit(EXIT_CODES[signal]);
}
