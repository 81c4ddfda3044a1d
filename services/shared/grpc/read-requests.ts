/** Checks the size of requests before they are decoded: a decoded request can take 100 times its size in memory. */

import type { ServiceDefinition } from '@grpc/grpc-js';
import { DezenasError, invalidArgument } from '../errors.js';

/** Largest requests that a server accepts, in bytes. */
export interface RequestLimits {
  /** Request of a method that takes one request. */
  single: number;
  /** Each request of a client stream. */
  streamed: number;
}

/** Replaces a request that was not decoded. If a decoder throws, grpc-js answers with INTERNAL and its own message. */
class UnreadRequest {
  readonly error: DezenasError;

  constructor(error: DezenasError) {
    this.error = error;
  }
}

/** Returns the service definition with limited requests. The handlers must call {@link readRequest}. */
export function boundRequests(definition: ServiceDefinition, limits: RequestLimits): ServiceDefinition {
  const bounded = Object.entries(definition).map(([name, method]) => {
    const maxBytes = method.requestStream ? limits.streamed : limits.single;
    const requestDeserialize = (bytes: Buffer) => {
      if (bytes.length > maxBytes) return new UnreadRequest(tooLargeError(bytes.length, maxBytes));
      try {
        return method.requestDeserialize(bytes);
      } catch {
        return new UnreadRequest(invalidArgument([{ field: 'request', description: `cannot be decoded as a request of ${name}` }]));
      }
    };
    return [name, { ...method, requestDeserialize }];
  });
  return Object.fromEntries(bounded);
}

/**
 * Returns a decoded request.
 * @throws DezenasError RESOURCE_EXHAUSTED when the request is too large, INVALID_ARGUMENT when decoding failed.
 */
export function readRequest<T>(request: T): T {
  if (request instanceof UnreadRequest) throw request.error;
  return request;
}

function tooLargeError(bytes: number, maxBytes: number): DezenasError {
  return new DezenasError('RESOURCE_EXHAUSTED', `the request is too large: ${bytes} bytes (limit ${maxBytes})`, {
    reason: 'REQUEST_TOO_LARGE',
  });
}
