import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { formatAddress, listen } from '../listen.js';
import type { Stoppable } from '../stoppable.js';
import type { MetricsText } from './prometheus.js';
import { allReady, type CheckResults, type Readiness } from './readiness.js';

export interface MetricsServer extends Stoppable {
  /** host:port */
  readonly address: string;
}

export interface MetricsServerOptions {
  host: string;
  /** 0: the system chooses a free port. */
  port: number;
  metrics: MetricsText;
  /** Returns the readiness of the services of this process, at each request. Empty: no service has started yet. */
  readiness: () => Readiness[];
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

const TEXT = 'text/plain; charset=utf-8';
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 100;

/**
 * Serves GET /metrics for Prometheus, /healthz (200 while the process runs) and /readyz (the result of each readiness check; 200 if all pass,
 * else 503). Rejects when the port cannot be bound.
 */
export async function startMetricsServer({ host, port, metrics, readiness }: MetricsServerOptions): Promise<MetricsServer> {
  const routes: Record<string, () => Promise<Answer>> = {
    '/metrics': async () => ({ status: 200, type: metrics.contentType, body: await metrics.read() }),
    '/healthz': async () => ({ status: 200, type: TEXT, body: 'ok\n' }),
    '/readyz': async () => {
      const services = readiness();
      const checks: CheckResults = Object.assign({}, ...(await Promise.all(services.map((each) => each.check()))));
      const ready = services.length > 0 && allReady(checks);
      return { status: ready ? 200 : 503, type: 'application/json', body: `${JSON.stringify({ ready, checks })}\n` };
    },
  };
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    void answer(routes, request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  const bound = await listen(server, { host, port, settings: { host: 'METRICS_HOST', port: 'METRICS_PORT' } });
  // An error such as exhausted file descriptors may not affect the next connection.
  server.on('error', () => {});
  return {
    address: formatAddress(host, bound),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(routes: Record<string, () => Promise<Answer>>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  const send = ({ status, type, body }: Answer) =>
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(request.method === 'HEAD' ? undefined : body);
  if (!route) return void send({ status: 404, type: TEXT, body: `unknown path; known: ${Object.keys(routes).join(', ')}\n` });
  if (request.method !== 'GET' && request.method !== 'HEAD') return void send({ status: 405, type: TEXT, body: 'GET only\n' });
  try {
    send(await route());
  } catch {
    send({ status: 500, type: TEXT, body: 'failed\n' });
  }
}
