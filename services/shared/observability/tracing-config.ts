import type { Environment } from '../config/read-config.js';

/** The part of OpenTelemetry's standard variables that Dezenas reads. The exporter and the sampler read their own variables. */
export interface TracingConfig {
  enabled: boolean;
}

/** Enables traces if an endpoint is set and no variable turns them off. */
export function readTracingConfig(environment: Environment = process.env): TracingConfig {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER } = environment;
  const endpoint = OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || OTEL_EXPORTER_OTLP_ENDPOINT;
  const off = OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true' || OTEL_TRACES_EXPORTER?.trim().toLowerCase() === 'none';
  return { enabled: Boolean(endpoint) && !off };
}
