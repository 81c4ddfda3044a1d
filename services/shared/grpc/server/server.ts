import { Server, ServerCredentials, type ServerOptions, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { formatAddress } from '../../listen.js';
import type { Logger } from '../../observability/logging.js';
import { Readiness, type ReadinessCheck } from '../../observability/readiness.js';
import type { Stoppable } from '../../stoppable.js';
import { serviceName } from '../definitions.js';
import { guardCalls } from '../hardening/call-guard.js';
import type { ServerSecurity } from '../hardening/server-security.js';
import { CONNECTION_LIMITS, MAX_MESSAGE_BYTES } from '../limits.js';
import { boundRequests } from '../read-requests.js';
import { addHealth, type HealthService } from './health-service.js';
import { type Listener, startListener } from './listener.js';
import { addReflection } from './reflection.js';

export interface GrpcServerOptions {
  host: string;
  /** 0: the system chooses a free port. */
  port: number;
  security: ServerSecurity;
  services: { definition: ServiceDefinition; implementation: UntypedServiceImplementation }[];
  /** How long {@link GrpcServer.stop} waits for running calls before it ends them. */
  drainMs: number;
  /** Clients of older connections are asked to reconnect, so that they find new replicas; running calls may finish. Default: never. */
  maxConnectionAgeMs?: number;
  /** Checks of dependencies, by names in snake_case. `grpc.health.v1` reports NOT_SERVING while a check fails. */
  readiness?: { checks: Readonly<Record<string, ReadinessCheck>>; intervalMs: number };
  logger: Logger;
}

export interface GrpcServer extends Stoppable {
  /** The address that clients connect to, host:port. */
  readonly address: string;
  readonly port: number;
  readonly readiness: Readiness;
  /** Reports NOT_SERVING from now on, but still answers calls. {@link stop} does this first. */
  leave(): void;
}

/** Starts a server with its services, `grpc.health.v1` and, unless turned off, reflection. Rejects when the port cannot be bound. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { security } = options;
  // Assigned below, before the first call can arrive.
  let listener: Listener;
  const channelOptions: ServerOptions = {
    ...CONNECTION_LIMITS,
    // Channelz is off because the metrics cover the same.
    'grpc.enable_channelz': 0,
    'grpc.max_concurrent_streams': security.maxStreams,
    interceptors: [guardCalls(security, (peer) => listener.markUsed(peer))],
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  };
  if (options.maxConnectionAgeMs !== undefined) channelOptions['grpc.max_connection_age_ms'] = options.maxConnectionAgeMs;
  const server = new Server(channelOptions);
  const names = options.services.map(({ definition }) => serviceName(definition));
  for (const { definition, implementation } of options.services) {
    server.addService(boundRequests(definition, security.requests), implementation);
  }
  const health = addHealth(server, names, !options.readiness);
  if (security.reflection) addReflection(server, names);

  // The listener terminates TLS, so grpc-js always receives plain bytes.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  listener = await startListener(options, security, (socket) => injector.injectConnection(socket)).catch((error) => {
    security.close();
    throw error;
  });

  const { checks = {}, intervalMs = 0 } = options.readiness ?? {};
  const readiness = new Readiness(checks, options.logger);
  if (options.readiness) readiness.start(intervalMs, (ready) => health.setServing(ready));

  const leave = () => {
    readiness.leave();
    health.setServing(false);
  };
  let stopping: Promise<void> | undefined;
  return {
    readiness,
    address: formatAddress(options.host, listener.port),
    port: listener.port,
    leave,
    stop: () => {
      leave();
      readiness.stop();
      stopping ??= drain(server, listener, health, options.drainMs);
      return stopping;
    },
  };
}

async function drain(server: Server, listener: Listener, health: HealthService, drainMs: number): Promise<void> {
  listener.stopListening();
  health.endWatches();
  const force = setTimeout(() => {
    server.forceShutdown();
    listener.destroy();
  }, drainMs);
  // Connections close after their last call. The callback of tryShutdown is not awaited: it fires too early for connections that are already
  // closing (because of their age; in newer releases of Node.js, all connections), and never for connections that do not speak HTTP/2.
  server.tryShutdown(() => {});
  await listener.waitUntilClosed();
  clearTimeout(force);
  listener.destroy();
}
