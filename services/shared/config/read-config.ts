import { z } from 'zod';
import { type FieldViolation, invalidArgument } from '../errors.js';
import { LOG_LEVELS } from '../logging.js';

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

/** An integer setting in [min, max]. */
export function integer(min: number, max: number) {
  const message = `must be an integer from ${min} to ${max}`;
  return z
    .string()
    .regex(/^-?\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message));
}

/** A switch: true, false, 1 or 0. */
export function flag() {
  return z.enum(['true', 'false', '1', '0'], { message: 'must be true or false' }).transform((value) => value === 'true' || value === '1');
}

/** A path; whether the file is there and good is checked when it is read. */
export function path() {
  return z.string().min(1).max(4096);
}

/** Settings every service has. */
export const serverSettings = {
  /** Address to listen on. Anything but loopback needs TLS and credentials, or ALLOW_INSECURE=true. */
  HOST: z.string().min(1).max(255).default('127.0.0.1'),
  ALLOW_INSECURE: flag().default(false),
  /** Certificate chain and key of the server, PEM. Set: TLS, and nothing but TLS. */
  TLS_CERT_FILE: path().optional(),
  TLS_KEY_FILE: path().optional(),
  /** Set: a client must present a certificate that one of these signed (mutual TLS). */
  TLS_CA_FILE: path().optional(),
  /** How often files of certificates and tokens are looked at for changes. */
  RELOAD_SECONDS: integer(1, 86_400).default(10),
  /** Server reflection: tools learn the API from the server. */
  REFLECTION: flag().default(true),
  /** Open at once. Past it the oldest that never made a call is closed, or the new one. */
  MAX_CONNECTIONS: integer(1, 1_000_000).default(1_000),
  /** Calls under way at once on one connection. */
  MAX_STREAMS_PER_CONNECTION: integer(1, 100_000).default(100),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** How long a stopping service waits for calls under way. */
  DRAIN_SECONDS: integer(0, 3600).default(10),
  /** Where metrics and readiness are shown over HTTP, 0 for a free port. Default: nowhere. */
  METRICS_PORT: integer(0, 65_535).optional(),
  /** Anything but loopback needs METRICS_ALLOW_INSECURE=true or ALLOW_INSECURE=true: there are no secrets there, but no encryption either. */
  METRICS_HOST: z.string().min(1).max(255).default('127.0.0.1'),
  METRICS_ALLOW_INSECURE: flag().default(false),
  /** Between two looks at whether the service is ready. */
  READINESS_SECONDS: integer(1, 3600).default(5),
};
