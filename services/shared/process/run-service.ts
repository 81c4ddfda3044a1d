import type { LogLevel } from '../config/log-level.js';
import { DezenasError } from '../errors.js';
import type { GrpcServer } from '../grpc/server/server.js';
import { keepClosingSessionsAlive } from '../grpc/workarounds/closing-sessions.js';
import { createLogger, type Logger } from '../observability/logging.js';
import { letHeapGrow } from './heap-growth.js';
import { runUntilSignal } from './lifecycle.js';
import { type MetricsSettings, startObservation } from './start-observation.js';

/**
 * Runs a service: reads the settings, starts the service, logs the address, and stops the service at a signal. Wrong settings are printed,
 * one per line, and end the process with exit code 1.
 */
export async function runService<C extends MetricsSettings & { LOG_LEVEL: LogLevel }>(
  name: string,
  readServiceConfig: () => C,
  start: (config: C, logger: Logger) => Promise<GrpcServer>,
): Promise<void> {
  letHeapGrow();
  keepClosingSessionsAlive();
  try {
    const config = readServiceConfig();
    const logger = createLogger(name, config.LOG_LEVEL);
    const observation = await startObservation(name, config);
    try {
      const server = await start(config, logger);
      observation.show([server], logger);
      // A supervisor may send a signal as soon as it reads the log line, so the handler comes first.
      const stopped = runUntilSignal(server, logger);
      logger.info({ address: server.address }, 'listening');
      await stopped;
    } finally {
      await observation.stop();
    }
  } catch (error) {
    for (const line of describeFailure(error)) process.stderr.write(`${name}: ${line}\n`);
    process.exitCode = 1;
  }
}

function describeFailure(error: unknown): string[] {
  if (error instanceof DezenasError && error.violations.length > 0) {
    return error.violations.map(({ field, description }) => `${field}: ${description}`);
  }
  return [error instanceof Error ? error.message : String(error)];
}
