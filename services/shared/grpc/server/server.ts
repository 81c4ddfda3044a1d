import { Server, ServerCredentials, type ServerOptions, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
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
  /** 0: a free port. */
  port: number;
  security: ServerSecurity;
  services: { definition: ServiceDefinition; implementation: UntypedServiceImplementation }[];
  /** How long {@link GrpcServer.stop} waits for calls under way before it ends them. */
  drainMs: number;
  /** Connections older than this are asked to reconnect, so that clients find new replicas; calls under way are left to finish. Default: never. */
  maxConnectionAgeMs?: number;
  /** What the services need for their work, by names in snake_case: `grpc.health.v1` says NOT_SERVING while any fails. */
  readiness?: { checks: Readonly<Record<string, ReadinessCheck>>; intervalMs: number };
  logger: Logger;
}

export interface GrpcServer extends Stoppable {
  /** host:port that clients connect to. */
  readonly address: string;
  readonly port: number;
  readonly readiness: Readiness;
  /** Tells whoever asks for its health to go elsewhere; calls are still answered. {@link stop} begins with it. */
  leave(): void;
}

/** Starts a server with its services, `grpc.health.v1` and, unless it is off, reflection. Rejects when the port cannot be bound. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { security } = options;
  // Calls come only once the listener is there.
  let listener: Listener;
  const channelOptions: ServerOptions = {
    ...CONNECTION_LIMITS,
    // Metrics tell what it would.
    'grpc.enable_channelz': 0,
    'grpc.max_concurrent_streams': security.maxStreams,
    interceptors: [guardCalls(security, (peer) => listener.keep(peer))],
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

  // TLS ends at the listener: what grpc-js gets is a stream of bytes either way.
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
    address: `${options.host}:${listener.port}`,
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
  health.end();
  const force = setTimeout(() => {
    server.forceShutdown();
    listener.destroy();
  }, drainMs);
  // Connections end with their last call. Its own word is not waited for: it comes too soon for connections that were asked to
  // end before (by their age; by newer releases of Node.js, all of them), and never for those that do not speak HTTP/2.
  server.tryShutdown(() => {});
  await listener.closed();
  clearTimeout(force);
  listener.destroy();
}
