import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { DezenasError } from '../../../shared/errors.js';
import type { ClientOptions } from '../../library/client.js';
import { parseAddress } from './parse-values.js';

/** How a command reaches a server, as given. */
export interface ConnectionOptions {
  address?: string;
  tls?: boolean;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  tokenFile?: string;
}

/** `--address` and what goes with it. `fallback`: the address when none is given. */
export function addConnectionOptions(command: Command, description: string, fallback?: string): Command {
  return addServerOptions(command, description, fallback).option(
    '--token-file <file>',
    'the token to show it (default: DEZENAS_TOKEN of the environment)',
  );
}

/** The same for calls that are open to all. */
export function addServerOptions(command: Command, description: string, fallback?: string): Command {
  return command
    .option('--address <host:port>', description, parseAddress, fallback)
    .option('--tls', 'speak TLS to it; implied by the next three')
    .option('--tls-ca <file>', 'who signed its certificate, PEM (default: whom Node.js trusts)')
    .option('--tls-cert <file>', 'the certificate to show it, PEM')
    .option('--tls-key <file>', 'the key of that certificate, PEM');
}

/**
 * What the client needs to reach the server. A token never comes on the command line, where other users of the
 * machine see it.
 * @throws DezenasError INVALID_ARGUMENT when the file cannot be read or holds no token.
 */
export function resolveConnection(options: ConnectionOptions, environment: NodeJS.ProcessEnv): ClientOptions {
  const { address, tls, tlsCa, tlsCert, tlsKey, tokenFile } = options;
  const files = { caFile: tlsCa, certFile: tlsCert, keyFile: tlsKey };
  return {
    address,
    tls: tls || Object.values(files).some(Boolean) ? files : undefined,
    token: tokenFile === undefined ? environment.DEZENAS_TOKEN || undefined : readToken(tokenFile),
    allowInsecure: ['true', '1'].includes(environment.ALLOW_INSECURE ?? ''),
  };
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new DezenasError('INVALID_ARGUMENT', `--token-file: ${error instanceof Error ? error.message : error}`);
  }
}
