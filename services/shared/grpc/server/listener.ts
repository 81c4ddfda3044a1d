/**
 * Opens the listening socket of a server. A socket of grpc-js has no limit of connections and no handshake timeout, and reads certificates
 * only once. grpc-js accepts connections of another socket (createConnectionInjector).
 */

import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { listen } from '../../listen.js';
import { throttleLog } from '../../security/throttle-log.js';
import { Connections, type PeerAddress } from '../hardening/connections.js';
import type { ServerSecurity } from '../hardening/server-security.js';

const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface Listener {
  readonly port: number;
  /** Marks the connection of this peer as used, so that a new connection does not replace it. */
  markUsed(peer: PeerAddress): void;
  /** Stops accepting connections. Open connections stay open. */
  stopListening(): void;
  /** Resolves when all used connections are closed. */
  waitUntilClosed(): Promise<void>;
  /** Closes all open connections. */
  destroy(): void;
}

/**
 * Starts to listen. Rejects when the port cannot be bound.
 * @param accept called with each connection, after the TLS handshake.
 */
export async function startListener(
  { host, port }: { host: string; port: number },
  security: ServerSecurity,
  accept: (socket: Socket) => void,
): Promise<Listener> {
  const { logger, maxConnections } = security;
  const connections = new Connections(maxConnections);
  const logClosed = throttleLog((times) => logger.warn({ maxConnections, times }, 'too many connections: some were closed'));
  const server = createServer(security, accept);
  server.on('connection', (socket: Socket) => {
    // An error closes the connection. Without a listener, an error would end the process.
    socket.on('error', () => {});
    if (!connections.add(socket)) logClosed();
  });
  const bound = await listen(server, { host, port, settings: { host: 'HOST', port: 'PORT' } });
  // An error such as exhausted file descriptors may not affect the next connection.
  server.on('error', (error) => logger.error({ err: error }, 'a connection could not be accepted'));
  return {
    port: bound,
    markUsed: (peer) => connections.markUsed(peer),
    stopListening: () => {
      server.close();
      security.close();
    },
    waitUntilClosed: () => connections.waitUntilClosed(),
    destroy: () => connections.destroy(),
  };
}

function createServer({ tls, logger }: ServerSecurity, accept: (socket: Socket) => void): Server {
  if (!tls) return createPlainServer(accept);
  const isMutual = tls.current.ca !== undefined;
  const server = createTlsServer(
    {
      ...tls.current,
      requestCert: isMutual,
      rejectUnauthorized: isMutual,
      ALPNProtocols: ['h2'],
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    },
    (socket) => {
      socket.on('error', () => {});
      accept(socket);
    },
  );
  const logFailed = throttleLog((times) => logger.warn({ times }, 'TLS handshakes failed'));
  server.on('tlsClientError', logFailed);
  // Open connections keep their certificates.
  tls.onChange((identity) => server.setSecureContext({ ...identity, minVersion: 'TLSv1.2' }));
  return server;
}
