import type { GrpcServer } from '../grpc/server/server.js';
import type { Logger } from '../observability/logging.js';
import type { MetricsServer } from '../observability/metrics-server.js';
import type { Readiness } from '../observability/readiness.js';
import { startTracing } from '../observability/start-tracing.js';
import type { Stoppable } from '../stoppable.js';

/** Where a process shows its metrics. */
export interface MetricsSettings {
  /** Undefined: nowhere. */
  METRICS_PORT?: number | undefined;
  METRICS_HOST: string;
}

export interface Observation extends Stoppable {
  /** Shows the metrics and readiness of these servers from now on, where the settings have a port for that. */
  show(servers: readonly GrpcServer[], logger: Logger): void;
}

/**
 * What a process tells of itself, once for all services in it: metrics on a port of their own, traces to a collector. Starts to count and trace;
 * begin with this, so that nothing is missed, and nothing begun when the port is taken. Without settings it does nothing and loads nothing.
 */
export async function startObservation(name: string, settings: MetricsSettings): Promise<Observation> {
  const tracing = await startTracing(name);
  let shown: readonly GrpcServer[] = [];
  const metrics = await startMetrics(settings, () => shown.map(({ readiness }) => readiness)).catch(async (error) => {
    await tracing?.stop();
    throw error;
  });
  return {
    show: (servers, logger) => {
      shown = servers;
      if (metrics) logger.info({ address: metrics.address }, 'metrics');
    },
    stop: async () => {
      await metrics?.stop();
      await tracing?.stop();
    },
  };
}

async function startMetrics(
  { METRICS_PORT: port, METRICS_HOST: host }: MetricsSettings,
  readiness: () => Readiness[],
): Promise<MetricsServer | undefined> {
  if (port === undefined) return undefined;
  const metrics = (await import('../observability/prometheus.js')).startPrometheus();
  const { startMetricsServer } = await import('../observability/metrics-server.js');
  return startMetricsServer({ host, port, metrics, readiness });
}
