/** The only place where errors become gRPC statuses and back. */

import { status as Code, Metadata, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { DezenasError, ERROR_CODES, type ErrorOptions, type FieldViolation } from '../errors.js';
import { messageType } from './definitions.js';

const DETAILS_KEY = 'grpc-status-details-bin';
const DOMAIN = 'dezenas';
const TYPE_URL = 'type.googleapis.com/';

/** grpc-js's words, under INTERNAL, for a server that ended a call in the middle: one that was stopped. */
const WITHOUT_STATUS = /^Received RST_STREAM with code \d+ \(Call ended without gRPC status\)/;

/** What a caller sees of an error: its own words for a {@link DezenasError}, nothing for any other. */
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
  // Trailers are limited to 8 KiB by many peers: past that the message alone must do.
  const encoded = messageType('google.rpc.Status').serialize({ code, message: truncate(error.message, 1024), details });
  if (encoded.length <= 6144) metadata.set(DETAILS_KEY, encoded);
  return { code, details: truncate(error.message, 2048), metadata };
}

/** The {@link DezenasError} a peer's status stands for: UNAVAILABLE when it went away without one, INTERNAL for a code that is none of {@link ERROR_CODES}. */
export function fromServiceError(error: ServiceError): DezenasError {
  if (WITHOUT_STATUS.test(error.details)) return new DezenasError('UNAVAILABLE', 'the peer went away', { cause: error });
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

/** What the system said about a connection that could not be made, without the layers of grpc-js around it. */
function describeConnection(details: string): string | undefined {
  const cause = /No connection established\. Last error: (?:Error: )?((?!No connection)[^.]*(?:\.[^ ][^.]*)*)/.exec(details)?.[1];
  return cause && `no connection to the server: ${cause}`;
}

/** True for an error grpc-js made: it carries a numeric status code. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/** google.protobuf.Any; protobufjs brings this one itself and keeps its field names as they are in the proto. */
interface Any {
  type_url: string;
  value: Buffer;
}

function pack(type: string, value: object): Any {
  return { type_url: TYPE_URL + type, value: messageType(type).serialize(value) };
}

type Details = Pick<ErrorOptions, 'reason' | 'violations' | 'retryAfterMs'>;

/** What a peer says about its error. Malformed details are none: nobody could catch what is thrown here, in an event of the call. */
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

/** grpc-js ends the process where half of a surrogate pair is left. */
function truncate(text: string, length: number): string {
  return (text.length <= length ? text : `${text.slice(0, length - 1)}…`).replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
