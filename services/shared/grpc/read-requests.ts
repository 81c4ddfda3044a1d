/** What a request may be before it is decoded: some bytes can stand for a hundred times as many in memory. */

import type { ServiceDefinition } from '@grpc/grpc-js';
import { DezenasError, invalidArgument } from '../errors.js';

/** Largest requests that the methods of a server take, in bytes. */
export interface RequestLimits {
  /** Of methods that take one. */
  single: number;
  /** Each of a stream. */
  streamed: number;
}

/** Stands for a request that was not decoded: what a decoder throws, grpc-js answers with INTERNAL and words of its own. */
class UnreadRequest {
  readonly error: DezenasError;

  constructor(error: DezenasError) {
    this.error = error;
  }
}

/** The same service with bounded requests; its handlers call {@link readRequest}. */
export function boundRequests(definition: ServiceDefinition, limits: RequestLimits): ServiceDefinition {
  const bounded = Object.entries(definition).map(([name, method]) => {
    const most = method.requestStream ? limits.streamed : limits.single;
    const requestDeserialize = (bytes: Buffer) => {
      if (bytes.length > most) return new UnreadRequest(tooLarge(bytes.length, most));
      try {
        return method.requestDeserialize(bytes);
      } catch {
        return new UnreadRequest(invalidArgument([{ field: 'request', description: `is not a message of ${name}` }]));
      }
    };
    return [name, { ...method, requestDeserialize }];
  });
  return Object.fromEntries(bounded);
}

/** @throws DezenasError RESOURCE_EXHAUSTED when it was too large, INVALID_ARGUMENT when it could not be decoded. */
export function readRequest<T>(request: T): T {
  if (request instanceof UnreadRequest) throw request.error;
  return request;
}

function tooLarge(bytes: number, most: number): DezenasError {
  return new DezenasError('RESOURCE_EXHAUSTED', `the request has ${bytes} bytes: at most ${most}`, { reason: 'REQUEST_TOO_LARGE' });
}
