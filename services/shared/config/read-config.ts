import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type FieldViolation, invalidArgument } from '../errors.js';
import { LOG_LEVELS } from './log-level.js';

export type Environment = Record<string, string | undefined>;

/**
 * Reads settings from environment variables. Empty variables count as unset.
 * @throws DezenasError INVALID_ARGUMENT listing every wrong variable.
 */
export function readConfig<T extends z.ZodType>(schema: T, environment: Environment): z.infer<T> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  throw invalidArgument(result.error.issues.map((issue): FieldViolation => ({ field: issue.path.join('.'), description: issue.message })));
}

/*
 * docs/reference/settings.md is generated from the metadata of each schema: `description`; `allowed`, the accepted values, unless the schema is an
 * enumeration; `unset`, the effect of an unset variable, if the schema has no default or the default depends on the machine.
 */

/** Creates the schema of an integer from `min` to `max`. */
export function integer(min: number, max: number) {
  const message = `must be an integer from ${min} to ${max}`;
  return z
    .string()
    .regex(/^-?\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
    .meta({ allowed: `${min} to ${max}` });
}

/** Creates the schema of a boolean: true, false, 1 or 0. */
export function flag() {
  return z
    .enum(['true', 'false', '1', '0'], { message: 'must be true or false' })
    .transform((value) => value === 'true' || value === '1')
    .meta({ allowed: 'true or false' });
}

/** Creates the schema of a text that matches `form`. */
export function text(form: RegExp, allowed: string) {
  return z.string().regex(form, `must be ${allowed}`).meta({ allowed });
}

/** Creates the schema of a path. The reader of the file checks that the file exists and is valid. */
export function path() {
  return z.string().min(1).max(4096).meta({ allowed: 'a path' });
}

/** A host to listen on. Only listening shows whether the host is usable. */
const HOST = z.string().min(1).max(255).meta({ allowed: 'a name or address of this machine' });

/** Settings of every service. */
export const serverSettings = {
  HOST: HOST.default('127.0.0.1').describe(
    'Address to listen on. A non-loopback address needs TLS and credentials, or `ALLOW_INSECURE=true`.',
  ),
  ALLOW_INSECURE: flag()
    .default(false)
    .describe('Allows a reachable server, and calls to other machines, without encryption or credentials.'),
  TLS_CERT_FILE: path()
    .optional()
    .describe('Certificate of the server with its chain, PEM. Turns TLS on; plain connections are then refused. Needs `TLS_KEY_FILE`.'),
  TLS_KEY_FILE: path().optional().describe('Key of that certificate, PEM.'),
  TLS_CA_FILE: path()
    .optional()
    .describe('CA of client certificates, PEM. Turns mutual TLS on: a client must then present a certificate that this CA signed.'),
  RELOAD_SECONDS: integer(1, 86_400).default(10).describe('Interval at which files of certificates and tokens are checked for changes.'),
  REFLECTION: flag().default(true).describe('Server reflection, by which tools such as grpcurl read the API from the server.'),
  MAX_CONNECTIONS: integer(1, 1_000_000)
    .default(1_000)
    .describe(
      'Open connections. At the limit, the oldest connection without a call is closed; if every connection has made one, the new one is refused.',
    ),
  MAX_STREAMS_PER_CONNECTION: integer(1, 100_000).default(100).describe('Concurrent calls on one connection.'),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(LOG_LEVELS))
    .default('info')
    .meta({ allowed: LOG_LEVELS.join(', ') })
    .describe('Lowest level that is logged. Logs are JSON lines on standard error.'),
  DRAIN_SECONDS: integer(0, 3600).default(10).describe('How long a stopping service waits for running calls and jobs.'),
  METRICS_PORT: integer(0, 65_535)
    .optional()
    .meta({ description: 'HTTP port of `/metrics`, `/healthz` and `/readyz`; 0: a free port.', unset: 'no port' }),
  METRICS_HOST: HOST.default('127.0.0.1').describe(
    'Address of that port. A non-loopback address needs `METRICS_ALLOW_INSECURE=true` or `ALLOW_INSECURE=true`, because the port has no encryption.',
  ),
  METRICS_ALLOW_INSECURE: flag().default(false).describe('Allows other machines to read metrics and readiness.'),
  READINESS_SECONDS: integer(1, 3600).default(5).describe('Interval between two readiness checks.'),
};

/** Settings of a service that has replicas behind one DNS name. */
export const replicaSettings = {
  MAX_CONNECTION_AGE_SECONDS: integer(1, 86_400)
    .default(30)
    .describe('Age at which a connection is asked to reconnect, so that clients find new replicas. Running calls finish first.'),
};

/** Creates the schema of `PORT`. Each service has its own default. */
export function port(defaultPort: number) {
  return integer(0, 65_535).default(defaultPort).describe('Port to listen on; 0: a free port.');
}

/** The setting that {@link dataFolder} takes. */
export const dataHome = {
  XDG_DATA_HOME: path().optional().meta({ description: 'Data folder of the user, by the XDG specification.', unset: '~/.local/share' }),
};

/**
 * Returns the folder for Dezenas' data of the current user.
 * @param setting the setting that names the folder directly.
 * @throws DezenasError INVALID_ARGUMENT when the user has no home folder, as under a user id without an entry in the system's list.
 */
export function dataFolder(setting: string, dataHome: string | undefined): string {
  return join(dataHome ?? join(homeFolder(setting), '.local', 'share'), 'dezenas');
}

function homeFolder(setting: string): string {
  try {
    return homedir();
  } catch {
    throw invalidArgument([{ field: setting, description: `there is no home folder (HOME): set ${setting} or XDG_DATA_HOME` }]);
  }
}
