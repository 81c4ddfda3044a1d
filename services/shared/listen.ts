import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { DezenasError } from './errors.js';

/** Where a server is to listen, and the settings that say so. */
export interface ListenOptions {
  host: string;
  /** 0: a free port. */
  port: number;
  settings: { host: string; port: string };
}

/**
 * Resolves with the port once a server listens.
 * @throws DezenasError FAILED_PRECONDITION naming the setting that cannot be used.
 */
export async function listen(server: Server, { host, port, settings }: ListenOptions): Promise<number> {
  server.listen({ host: host.replace(/^\[(.*)\]$/, '$1'), port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const setting = code === 'EADDRINUSE' || code === 'EACCES' ? settings.port : settings.host;
    throw new DezenasError('FAILED_PRECONDITION', `${setting}: ${message}`, { cause });
  }
  return (server.address() as AddressInfo).port;
}
