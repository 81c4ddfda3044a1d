import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { DezenasError } from '../../../shared/errors.js';
import type { ClientOptions } from '../../library/client.js';
import { parseAddress } from './parse-values.js';

/** The options that say how a command reaches a server, as given. */
export interface ConnectionOptions {
  address?: string;
  tls?: boolean;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  tokenFile?: string;
}

/** Adds `--address`, the TLS options and `--token-file`. @param fallback the address when none is given. */
export function addConnectionOptions(command: Command, description: string, fallback?: string): Command {
  return addServerOptions(command, description, fallback).option(
    '--token-file <file>',
    'file of the token for the server (default: the variable DEZENAS_TOKEN)',
  );
}

/** Adds the options for calls that need no token: `--address` and the TLS options. */
export function addServerOptions(command: Command, description: string, fallback?: string): Command {
  return command
    .option('--address <host:port>', description, parseAddress, fallback)
    .option('--tls', 'connect with TLS; implied by the next three options')
    .option('--tls-ca <file>', 'certificate authorities of the server, PEM (default: those Node.js trusts)')
    .option('--tls-cert <file>', 'certificate of this client, PEM')
    .option('--tls-key <file>', 'key of that certificate, PEM');
}

/**
 * Resolves the options to those of the client. No option takes the token itself, because other users of the machine can
 * read command lines.
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
