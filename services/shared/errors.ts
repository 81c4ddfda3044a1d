/**
 * The errors that Dezenas reports to callers. Every other error is a defect: the service logs it in full, and the caller
 * receives INTERNAL without its text.
 */

/** Names of the gRPC status codes that callers see. */
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

/** A wrong field of a request. `field` is its path in the message, such as `spec.constraints.fixed_numbers[2]`. */
export interface FieldViolation {
  field: string;
  description: string;
}

export interface ErrorOptions {
  /** UPPER_SNAKE_CASE, for programs. Default: the code. */
  reason?: string;
  violations?: FieldViolation[];
  /** How long the caller should wait before a retry. */
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

/** Creates an error with all wrong fields. The message repeats the fields for people who read only the message. */
export function invalidArgument(violations: FieldViolation[]): DezenasError {
  const text = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  return new DezenasError('INVALID_ARGUMENT', text, { violations });
}

/** Creates the error of an aborted operation. */
export function cancelledError(message = 'cancelled'): DezenasError {
  return new DezenasError('CANCELLED', message);
}

/** Throws {@link cancelledError}, or the signal's reason if the reason is a DezenasError, when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw signal.reason instanceof DezenasError ? signal.reason : cancelledError();
}
