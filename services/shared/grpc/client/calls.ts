/** Wraps grpc-js calls as promises and async iterables. An AbortSignal cancels a call; failures are a {@link DezenasError}. */

import { setMaxListeners } from 'node:events';
import {
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  type CallOptions as GrpcCallOptions,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { linkSignals } from '../../async/linked-signal.js';
import { DezenasError, throwIfAborted } from '../../errors.js';
import { currentJob } from '../../observability/job-scope.js';
import { fromServiceError } from '../status.js';
import { readMessages, writeMessage } from '../streams.js';
import { JOB_ID_KEY } from '../trace-calls.js';
import { type Steering, steer } from './steered-balancing.js';

export interface CallOptions {
  signal?: AbortSignal;
  /** Time until the deadline of the call. Undefined: no deadline. */
  timeoutMs?: number;
  /** Streams only: longest wait for the peer's next message. Undefined: no bound. */
  silenceMs?: number;
  requestId?: string;
  /** Server streams only: influences the choice of the server. */
  steering?: Steering;
}

/** The message of grpc-js for a call on a closed client. */
const CHANNEL_CLOSED = 'Channel has been shut down';

export function callUnary<Req, Res>(
  start: (
    request: Req,
    metadata: Metadata,
    options: GrpcCallOptions,
    callback: (error: ServiceError | null, response?: Res) => void,
  ) => ClientUnaryCall,
  request: Req,
  options: CallOptions = {},
): Promise<Res> {
  return new Promise<Res>((resolve, reject) => {
    const onAnswer = (error: ServiceError | null, response?: Res) => {
      options.signal?.removeEventListener('abort', onAbort);
      if (error) reject(fromServiceError(error));
      else resolve(response as Res);
    };
    const call = startCall(options, () => start(request, toMetadata(options), toGrpcOptions(options), onAnswer));
    const onAbort = () => call.cancel();
    options.signal?.addEventListener('abort', onAbort);
  });
}

export async function* callServerStream<Req, Res>(
  start: (request: Req, metadata: Metadata, options: GrpcCallOptions) => ClientReadableStream<Res>,
  request: Req,
  options: CallOptions = {},
): AsyncGenerator<Res, void, undefined> {
  const metadata = toMetadata(options);
  const release = options.steering && steer(metadata, options.steering);
  let call: ClientReadableStream<Res> | undefined;
  try {
    call = startCall(options, () => start(request, metadata, toGrpcOptions(options)));
    yield* readMessages<Res>(call, options.signal, options.silenceMs);
  } finally {
    // Cancels the call if the reader stops early. After a normal end, this does nothing.
    call?.cancel();
    release?.();
  }
}

/**
 * Sends the requests with backpressure while the answers are read. A failing source cancels the call and its error is thrown. When the call
 * fails, the source is closed, but the error does not wait for that: the source may be waiting for its next request.
 */
export async function* callBidiStream<Req, Res>(
  start: (metadata: Metadata, options: GrpcCallOptions) => ClientDuplexStream<Req, Res>,
  requests: AsyncIterable<Req>,
  options: CallOptions = {},
): AsyncGenerator<Res, void, undefined> {
  const call = startCall(options, () => start(toMetadata(options), toGrpcOptions(options)));
  const sending = linkSignals(...(options.signal ? [options.signal] : []));
  let ended = false;
  let sourceFailure: { error: unknown } | undefined;
  void sendAll(call, requests, sending.signal).catch((error) => {
    if (ended) return;
    sourceFailure = { error };
    call.cancel();
  });
  try {
    yield* readMessages<Res>(call, options.signal, options.silenceMs);
  } catch (error) {
    // If the source failed, its error is the cause, and the cancelled call is the effect. If the call failed, the closed sink made the
    // source fail.
    if (sourceFailure && !isSinkClosed(sourceFailure.error)) throw sourceFailure.error;
    throw error;
  } finally {
    ended = true;
    sending.release();
    call.cancel();
  }
}

export function callClientStream<Req, Res>(
  start: (
    metadata: Metadata,
    options: GrpcCallOptions,
    callback: (error: ServiceError | null, response?: Res) => void,
  ) => ClientWritableStream<Req>,
  requests: AsyncIterable<Req>,
  options: CallOptions = {},
): Promise<Res> {
  return new Promise<Res>((resolve, reject) => {
    const ended = new AbortController();
    let sourceFailure: { error: unknown } | undefined;
    const onAnswer = (error: ServiceError | null, response?: Res) => {
      options.signal?.removeEventListener('abort', onAbort);
      ended.abort();
      if (sourceFailure && !isSinkClosed(sourceFailure.error)) reject(sourceFailure.error);
      else if (error) reject(fromServiceError(error));
      else resolve(response as Res);
    };
    const call = startCall(options, () => start(toMetadata(options), toGrpcOptions(options), onAnswer));
    const onAbort = () => call.cancel();
    options.signal?.addEventListener('abort', onAbort);
    void sendAll(call, requests, ended.signal).catch((error) => {
      if (ended.signal.aborted) return;
      sourceFailure = { error };
      call.cancel();
    });
  });
}

/**
 * Starts a call.
 * @throws DezenasError CANCELLED when the signal has fired, FAILED_PRECONDITION when the client is closed.
 */
function startCall<T>({ signal }: CallOptions, start: () => T): T {
  throwIfAborted(signal);
  // Each call adds a listener; Node.js warns about more than ten.
  if (signal) setMaxListeners(0, signal);
  try {
    return start();
  } catch (cause) {
    if (cause instanceof Error && cause.message === CHANNEL_CLOSED) {
      throw new DezenasError('FAILED_PRECONDITION', 'the client is closed', { cause });
    }
    throw cause;
  }
}

async function sendAll<Req>(
  call: ClientWritableStream<Req> | ClientDuplexStream<Req, never>,
  requests: AsyncIterable<Req>,
  signal: AbortSignal,
): Promise<void> {
  for await (const request of requests) await writeMessage(call, request, signal);
  call.end();
}

function isSinkClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CANCELLED';
}

function toMetadata({ requestId }: CallOptions): Metadata {
  const metadata = new Metadata();
  if (requestId) metadata.set('x-request-id', requestId);
  const job = currentJob();
  if (job) metadata.set(JOB_ID_KEY, job);
  return metadata;
}

function toGrpcOptions({ timeoutMs }: CallOptions): GrpcCallOptions {
  return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
}
