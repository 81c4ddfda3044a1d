import { type Logger, pino } from 'pino';
import type { LogLevel } from '../config/log-level.js';
import { currentJob } from './job-scope.js';
import { traceIds } from './tracing.js';

export type { Logger };

/** Causes of causes that a line has: an error may be among its own. */
const MOST_CAUSES = 8;

/** JSON lines on standard error, so that standard output stays the command's own. Lines of a job's work have its id, those of traced work trace_id and span_id. */
export function createLogger(service: string, level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error) => describeError(error) },
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...traceIds(), job: currentJob() }),
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/**
 * What a log line has of an error, and of its causes: never all its fields, because those of a library may hold secrets, as the arguments of a
 * command to Redis do.
 */
export function describeError(error: unknown, causes = MOST_CAUSES): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const { code, reason, command } = error as { code?: unknown; reason?: unknown; command?: { name?: unknown } };
  const inner = causes > 0 ? (each: unknown) => describeError(each, causes - 1) : String;
  return {
    ...{ type: error.constructor.name || name, message, stack },
    ...{ code: plain(code), reason: plain(reason), command: plain(command?.name) },
    cause: cause === undefined ? undefined : inner(cause),
    errors: error instanceof AggregateError ? error.errors.map((each) => inner(each)) : undefined,
  };
}

function plain(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
