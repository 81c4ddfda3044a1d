import type { GrpcServer } from '../grpc/server.js';
import type { Stoppable } from '../lifecycle.js';
import type { Logger } from '../logging.js';
import { startTracing } from './start-tracing.js';

/** Where a process shows its metrics. */
export interface MetricsSettings {
  /** Undefined: nowhere. */
  METRICS_PORT?: number | undefined;
  METRICS_HOST: string;
}

export interface Observation extends Stoppable {
  /** Shows metrics and readiness of these servers, when the settings have a port for that. */
  show(servers: readonly GrpcServer[], logger: Logger): Promise<void>;
}

/**
 * What a process tells of itself, once for all services in it: metrics on a port of their own, traces to a collector. Starts to count and trace;
 * begin with this, so that nothing is missed. Without settings it does nothing and loads nothing.
 */
export async function startObservation(name: string, { METRICS_PORT: port, METRICS_HOST: host }: MetricsSettings): Promise<Observation> {
  const tracing = await startTracing(name);
  const metrics = port === undefined ? undefined : (await import('./prometheus.js')).startPrometheus();
  let server: Stoppable | undefined;
  return {
    show: async (servers, logger) => {
      if (!metrics || port === undefined) return;
      const { startMetricsServer } = await import('./metrics-server.js');
      const started = await startMetricsServer({ host, port, metrics, readiness: () => servers.map(({ readiness }) => readiness) });
      logger.info({ address: started.address }, 'metrics');
      server = started;
    },
    stop: async () => {
      await server?.stop();
      await tracing?.stop();
    },
  };
}
