/**
 * The socket a server listens on. grpc-js would open one itself, but without a bound on connections or on the time of
 * a TLS handshake, and with certificates read once; it takes connections made elsewhere (createConnectionInjector).
 */

import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { listen } from '../../listen.js';
import { logSeldom } from '../../security/log-seldom.js';
import { Connections, type PeerAddress } from '../hardening/connections.js';
import type { ServerSecurity } from '../hardening/server-security.js';

const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface Listener {
  readonly port: number;
  /** A call of this peer was let in: its connection is not given up for others. */
  keep(peer: PeerAddress): void;
  /** No new connections; those there are go on. */
  stopListening(): void;
  /** Resolves once all are closed that made a call. */
  closed(): Promise<void>;
  /** Ends what is still open. */
  destroy(): void;
}

/** Rejects when the port cannot be bound. @param accept gets each connection, after its handshake. */
export async function startListener(
  { host, port }: { host: string; port: number },
  security: ServerSecurity,
  accept: (socket: Socket) => void,
): Promise<Listener> {
  const { logger, maxConnections } = security;
  const connections = new Connections(maxConnections);
  const warn = logSeldom((times) => logger.warn({ maxConnections, times }, 'too many connections: some were closed'));
  const server = createServer(security, accept);
  server.on('connection', (socket: Socket) => {
    // Errors end the connection; without a listener they would end the process.
    socket.on('error', () => {});
    if (!connections.add(socket)) warn();
  });
  const bound = await listen(server, { host, port, settings: { host: 'HOST', port: 'PORT' } });
  // Such as no file descriptors left: the next connection may find some.
  server.on('error', (error) => logger.error({ err: error }, 'a connection could not be accepted'));
  return {
    port: bound,
    keep: (peer) => connections.keep(peer),
    stopListening: () => {
      server.close();
      security.close();
    },
    closed: () => connections.closed(),
    destroy: () => connections.destroy(),
  };
}

function createServer({ tls, logger }: ServerSecurity, accept: (socket: Socket) => void): Server {
  if (!tls) return createPlainServer(accept);
  const mutual = tls.current.ca !== undefined;
  const server = createTlsServer(
    {
      ...tls.current,
      requestCert: mutual,
      rejectUnauthorized: mutual,
      ALPNProtocols: ['h2'],
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    },
    (socket) => {
      socket.on('error', () => {});
      accept(socket);
    },
  );
  const refused = logSeldom((times) => logger.warn({ times }, 'TLS handshakes failed'));
  server.on('tlsClientError', refused);
  // Connections there are keep what they agreed on.
  tls.onChange((identity) => server.setSecureContext({ ...identity, minVersion: 'TLSv1.2' }));
  return server;
}
