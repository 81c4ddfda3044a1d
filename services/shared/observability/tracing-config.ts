import type { Environment } from '../config/read-config.js';

/** What OpenTelemetry's standard variables say of traces; the exporter and the sampler read theirs themselves. */
export interface TracingConfig {
  enabled: boolean;
}

/** Traces go out when there is an endpoint for them, unless a variable says no. */
export function readTracingConfig(environment: Environment = process.env): TracingConfig {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER } = environment;
  const endpoint = OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || OTEL_EXPORTER_OTLP_ENDPOINT;
  const off = OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true' || OTEL_TRACES_EXPORTER?.trim().toLowerCase() === 'none';
  return { enabled: Boolean(endpoint) && !off };
}
