import type { Stoppable } from '../stoppable.js';
import { readTracingConfig } from './tracing-config.js';

/** Sends the spans of this process to where the standard variables of OpenTelemetry say; undefined, and nothing is loaded, when they do not. */
export async function startTracing(service: string): Promise<Stoppable | undefined> {
  if (!readTracingConfig().enabled) return undefined;
  const { startOpenTelemetry } = await import('./open-telemetry.js');
  return startOpenTelemetry(service);
}
