/** Sends the spans of this process to an OTLP endpoint. Loaded only when there is one: it takes a tenth of a second. */

import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes, serviceInstanceIdDetector } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { waitWithTimeout } from '../async/timeout.js';
import type { Stoppable } from '../stoppable.js';

/** A collector that hangs does not hold up a stop for longer. */
const FLUSH_MS = 2_000;

/**
 * Registers tracer, W3C propagation and context for the whole process. Endpoint, headers, sampler, limits and resource attributes are those of the
 * standard environment variables; `service` is the service's name unless OTEL_SERVICE_NAME has another. Stopping it sends what is left, within two seconds.
 */
export function startOpenTelemetry(service: string): Stoppable {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': service }))
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }));
  const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
  provider.register();
  return {
    stop: async () => {
      await waitWithTimeout(
        provider.shutdown().catch(() => {}),
        FLUSH_MS,
      );
    },
  };
}
