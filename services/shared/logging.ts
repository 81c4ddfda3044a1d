import { type Logger, pino } from 'pino';
import { currentJob } from './observe/job-scope.js';
import { traceIds } from './observe/tracing.js';

export type { Logger };

/** Log levels a service accepts in LOG_LEVEL. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** JSON lines on standard error, so that standard output stays the command's own. Lines of a job's work have its id, those of traced work trace_id and span_id. */
export function createLogger(service: string, level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...traceIds(), job: currentJob() }),
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
