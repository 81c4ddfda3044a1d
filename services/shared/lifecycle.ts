import type { Logger } from './logging.js';

/** How long a process that has stopped its service may still send traces, and linger. */
const LINGER_MS = 3_000;

/** Something that was started and can be stopped once. */
export interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Keeps a started service running until SIGTERM or SIGINT, then stops it. A second signal ends the process at once.
 * Resolves when the service has stopped; what still hangs a little later, such as a connection to a collector, does not keep the process.
 */
export async function runUntilSignal(service: Stoppable, logger: Logger): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'stopping');
  process.once('SIGTERM', () => endAtOnce('SIGTERM', 143));
  process.once('SIGINT', () => endAtOnce('SIGINT', 130));
  await service.stop();
  logger.info('stopped');
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** By the signal itself, as process.exit waits for threads, which may wait for a disk. The first process of a container is not ended by it. */
function endAtOnce(signal: NodeJS.Signals, code: number): void {
  process.kill(process.pid, signal);
  process.exit(code);
}
