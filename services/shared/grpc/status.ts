/** Converts errors to gRPC statuses and back. No other file does this. */

import { status as Code, Metadata, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { DezenasError, ERROR_CODES, type ErrorOptions, type FieldViolation } from '../errors.js';
import { messageType } from './definitions.js';

const DETAILS_KEY = 'grpc-status-details-bin';
const DOMAIN = 'dezenas';
const TYPE_URL = 'type.googleapis.com/';

/** The message of grpc-js, with INTERNAL, for a call that the server ended without a status because the server stopped. */
const ENDED_WITHOUT_STATUS = /^Received RST_STREAM with code \d+ \(Call ended without gRPC status\)/;

/** Converts an error to the status that a caller sees. Only the text of a {@link DezenasError} is included. */
export function toStatus(error: unknown): Partial<StatusObject> & { code: Code; details: string } {
  if (!(error instanceof DezenasError)) return { code: Code.INTERNAL, details: 'internal error; the log of the service has the cause' };
  const metadata = new Metadata();
  const code = Code[error.code];
  const details: Any[] = [pack('google.rpc.ErrorInfo', { reason: error.reason, domain: DOMAIN, metadata: {} })];
  if (error.violations.length > 0) details.push(pack('google.rpc.BadRequest', { fieldViolations: error.violations }));
  if (error.retryAfterMs !== undefined) {
    const seconds = Math.floor(error.retryAfterMs / 1000);
    details.push(pack('google.rpc.RetryInfo', { retryDelay: { seconds, nanos: Math.round((error.retryAfterMs % 1000) * 1e6) } }));
  }
  // Many peers limit trailers to 8 KiB, so details that are too large are left out.
  const encoded = messageType('google.rpc.Status').serialize({ code, message: truncate(error.message, 1024), details });
  if (encoded.length <= 6144) metadata.set(DETAILS_KEY, encoded);
  return { code, details: truncate(error.message, 2048), metadata };
}

/**
 * Converts a peer's status to a {@link DezenasError}. The code is UNAVAILABLE if the peer closed the call without a status, and INTERNAL for a
 * code outside {@link ERROR_CODES}.
 */
export function fromServiceError(error: ServiceError): DezenasError {
  if (ENDED_WITHOUT_STATUS.test(error.details))
    return new DezenasError('UNAVAILABLE', 'the peer closed the call without a status', { cause: error });
  const code = ERROR_CODES.find((known) => Code[known] === error.code) ?? 'INTERNAL';
  const [encoded] = error.metadata?.get(DETAILS_KEY) ?? [];
  const { reason, violations, retryAfterMs } = readDetails(encoded);
  return new DezenasError(code, describeConnection(error.details) ?? (error.details || error.message), {
    reason,
    violations,
    retryAfterMs,
    cause: error,
  });
}

/** Returns the system's error for a failed connection, without the text that grpc-js adds. */
function describeConnection(details: string): string | undefined {
  const cause = /No connection established\. Last error: (?:Error: )?((?!No connection)[^.]*(?:\.[^ ][^.]*)*)/.exec(details)?.[1];
  // grpc-js reports no error when a proxy refuses or drops the connection.
  if (cause === 'undefined') return 'no connection to the server; check the proxy settings (http_proxy, https_proxy, no_proxy)';
  return cause && `no connection to the server: ${cause}`;
}

/** Returns whether grpc-js created the error: such an error has a numeric status code. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/** google.protobuf.Any as protobufjs defines it, with the field names of the proto. */
interface Any {
  type_url: string;
  value: Buffer;
}

function pack(type: string, value: object): Any {
  return { type_url: TYPE_URL + type, value: messageType(type).serialize(value) };
}

type Details = Pick<ErrorOptions, 'reason' | 'violations' | 'retryAfterMs'>;

/** Reads the details of a peer's error. Malformed details are ignored: an error thrown in a call's event handler cannot be caught. */
function readDetails(encoded: unknown): Details {
  if (!Buffer.isBuffer(encoded)) return {};
  try {
    return decodeDetails(encoded);
  } catch {
    return {};
  }
}

function decodeDetails(encoded: Buffer): Details {
  const { details } = messageType('google.rpc.Status').deserialize(encoded) as { details: Any[] };
  const read: Details = {};
  for (const { type_url, value } of details) {
    const type = type_url.slice(TYPE_URL.length);
    if (type === 'google.rpc.ErrorInfo') {
      read.reason = (messageType(type).deserialize(value) as { reason: string }).reason;
    } else if (type === 'google.rpc.BadRequest') {
      read.violations = (messageType(type).deserialize(value) as { fieldViolations: FieldViolation[] }).fieldViolations;
    } else if (type === 'google.rpc.RetryInfo') {
      const { retryDelay } = messageType(type).deserialize(value) as { retryDelay: { seconds: string; nanos: number } };
      read.retryAfterMs = Number(retryDelay.seconds) * 1000 + retryDelay.nanos / 1e6;
    }
  }
  return read;
}

/** Shortens a text and replaces unpaired surrogates, which make grpc-js end the process. */
function truncate(text: string, length: number): string {
  return (text.length <= length ? text : `${text.slice(0, length - 1)}…`).replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
