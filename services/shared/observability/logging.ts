import { type Logger, pino } from 'pino';
import type { LogLevel } from '../config/log-level.js';
import { currentJob } from './job-scope.js';
import { activeTraceIds } from './tracing.js';

export type { Logger };

/** Maximum depth of causes in a log line: the chain of causes may be circular. */
const MAX_CAUSES = 8;

/**
 * Creates a logger that writes JSON lines to standard error, because commands write their output to standard output. Lines of a job's work
 * carry the job's id; lines of traced work carry trace_id and span_id.
 */
export function createLogger(service: string, level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error) => describeError(error) },
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...activeTraceIds(), job: currentJob() }),
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/**
 * Converts an error and its causes to the fields of a log line. Copies selected fields only, because errors of libraries may contain secrets,
 * such as the arguments of a Redis command.
 */
export function describeError(error: unknown, causes = MAX_CAUSES): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const { code, reason, command } = error as { code?: unknown; reason?: unknown; command?: { name?: unknown } };
  const describeInner = causes > 0 ? (each: unknown) => describeError(each, causes - 1) : String;
  return {
    type: error.constructor.name || name,
    message,
    stack,
    code: primitiveOrUndefined(code),
    reason: primitiveOrUndefined(reason),
    command: primitiveOrUndefined(command?.name),
    cause: cause === undefined ? undefined : describeInner(cause),
    errors: error instanceof AggregateError ? error.errors.map((each) => describeInner(each)) : undefined,
  };
}

function primitiveOrUndefined(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
