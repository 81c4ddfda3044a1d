import type { GrpcServer } from '../grpc/server/server.js';
import type { Logger } from '../observability/logging.js';
import type { MetricsServer } from '../observability/metrics-server.js';
import type { Readiness } from '../observability/readiness.js';
import { startTracing } from '../observability/start-tracing.js';
import type { Stoppable } from '../stoppable.js';

/** The address of a process's metrics. */
export interface MetricsSettings {
  /** Undefined: no metrics. */
  METRICS_PORT?: number | undefined;
  METRICS_HOST: string;
}

export interface Observation extends Stoppable {
  /** Reports the readiness of these servers from now on, and logs the metrics address if the settings have a metrics port. */
  show(servers: readonly GrpcServer[], logger: Logger): void;
}

/**
 * Starts the metrics port and the export of traces, once per process. Call this before a service starts, so that no call is missed and no
 * service has started if the port is taken. Without the settings, this does nothing and loads no library.
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
