/** Sends the spans of this process to an OTLP endpoint. Loaded only if an endpoint is set, because loading takes 100 ms. */

import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes, serviceInstanceIdDetector } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { waitWithTimeout } from '../async/timeout.js';
import type { Stoppable } from '../stoppable.js';

/** Longest wait for the collector at shutdown. */
const FLUSH_MS = 2_000;

/**
 * Registers a tracer, W3C propagation and the context manager for the process. The standard environment variables define endpoint, headers,
 * sampler, limits and resource attributes. OTEL_SERVICE_NAME takes precedence over `service`. `stop` flushes pending spans, within 2 s.
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
