/**
 * The errors Dezenas reports to callers. Every other error is a defect: it is logged in full and
 * reaches the caller as INTERNAL without its text.
 */

/** Named as the gRPC status codes that callers see. */
export const ERROR_CODES = [
  'INVALID_ARGUMENT',
  'UNAUTHENTICATED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'FAILED_PRECONDITION',
  'RESOURCE_EXHAUSTED',
  'UNAVAILABLE',
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One wrong field of a request, by its path in the message, such as `spec.constraints.fixed_numbers[2]`. */
export interface FieldViolation {
  field: string;
  description: string;
}

export interface ErrorOptions {
  /** Machine-readable, UPPER_SNAKE_CASE; defaults to the code. */
  reason?: string;
  violations?: FieldViolation[];
  /** When the caller may try again. */
  retryAfterMs?: number;
  cause?: unknown;
}

export class DezenasError extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly violations: FieldViolation[];
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'DezenasError';
    this.code = code;
    this.reason = options.reason ?? code;
    this.violations = options.violations ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** All wrong fields at once; the message repeats them for people who read only that. */
export function invalidArgument(violations: FieldViolation[]): DezenasError {
  const text = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  return new DezenasError('INVALID_ARGUMENT', text, { violations });
}

/** The error an aborted operation ends with. */
export function cancelled(message = 'cancelled'): DezenasError {
  return new DezenasError('CANCELLED', message);
}

/** Throws {@link cancelled} (or the DezenasError given as the abort reason) when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw signal.reason instanceof DezenasError ? signal.reason : cancelled();
}
