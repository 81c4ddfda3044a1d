import type { Stoppable } from '../stoppable.js';
import { readTracingConfig } from './tracing-config.js';

/**
 * Starts to export spans to the endpoint in OpenTelemetry's standard variables. Without an endpoint, loads no library and returns
 * undefined.
 */
export async function startTracing(service: string): Promise<Stoppable | undefined> {
  if (!readTracingConfig().enabled) return undefined;
  const { startOpenTelemetry } = await import('./open-telemetry.js');
  return startOpenTelemetry(service);
}
