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

/** Settings every service has. */
export const serverSettings = {
  /** Address to listen on. Anything but loopback needs ALLOW_INSECURE=true while there is no TLS. */
  HOST: z.string().min(1).max(255).default('127.0.0.1'),
  ALLOW_INSECURE: flag().default(false),
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

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|\[::1\]|localhost)$/;

/** @throws DezenasError INVALID_ARGUMENT when the host is open to others and that was not allowed. */
export function checkHost(config: { HOST: string; ALLOW_INSECURE: boolean }): void {
  if (config.ALLOW_INSECURE || LOOPBACK.test(config.HOST)) return;
  throw invalidArgument([
    {
      field: 'HOST',
      description: `${config.HOST} is reachable from other machines without encryption; set ALLOW_INSECURE=true to accept that`,
    },
  ]);
}

/** @throws DezenasError INVALID_ARGUMENT when metrics would be open to others and that was not allowed. */
export function checkMetricsHost(config: { METRICS_HOST: string; METRICS_ALLOW_INSECURE: boolean; ALLOW_INSECURE: boolean }): void {
  if (config.ALLOW_INSECURE || config.METRICS_ALLOW_INSECURE || LOOPBACK.test(config.METRICS_HOST)) return;
  throw invalidArgument([
    {
      field: 'METRICS_HOST',
      description: `${config.METRICS_HOST} is reachable from other machines without encryption; set METRICS_ALLOW_INSECURE=true to accept that`,
    },
  ]);
}
