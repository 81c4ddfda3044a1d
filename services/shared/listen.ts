import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { DezenasError } from './errors.js';

/** The address to listen on, and the names of the settings that define it. */
export interface ListenOptions {
  host: string;
  /** 0: the system chooses a free port. */
  port: number;
  settings: { host: string; port: string };
}

/** Formats host:port; an IPv6 address is put in brackets. */
export function formatAddress(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Starts to listen and returns the port.
 * @throws DezenasError FAILED_PRECONDITION with the name of the unusable setting.
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
