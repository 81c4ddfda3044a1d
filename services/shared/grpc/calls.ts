/** Calls as promises and async iterables, cancelled by an AbortSignal, failing with a {@link DezenasError}. */

import {
  type ChannelOptions,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  credentials,
  type CallOptions as GrpcCallOptions,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { throwIfAborted } from '../errors.js';
import { MAX_MESSAGE_BYTES } from './limits.js';
import { fromServiceError } from './status.js';
import { readMessages, writeMessage } from './streams.js';

export interface CallOptions {
  signal?: AbortSignal;
  /** From now; none: no deadline. */
  timeoutMs?: number;
  requestId?: string;
}

/** Several addresses behind one DNS name are used in turn. */
const channelOptions: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // A peer that vanished without a word is noticed while a call waits for it.
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
};

/** A client of one service at host:port or dns:///name:port. */
export function createGrpcClient<T>(
  Client: new (address: string, creds: ReturnType<typeof credentials.createInsecure>, options: ChannelOptions) => T,
  address: string,
): T {
  return new Client(address, credentials.createInsecure(), channelOptions);
}

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
    throwIfAborted(options.signal);
    const call = start(request, toMetadata(options), toGrpcOptions(options), (error, response) => {
      options.signal?.removeEventListener('abort', onAbort);
      if (error) reject(fromServiceError(error));
      else resolve(response as Res);
    });
    const onAbort = () => call.cancel();
    options.signal?.addEventListener('abort', onAbort);
  });
}

export async function* callServerStream<Req, Res>(
  start: (request: Req, metadata: Metadata, options: GrpcCallOptions) => ClientReadableStream<Res>,
  request: Req,
  options: CallOptions = {},
): AsyncGenerator<Res, void, undefined> {
  throwIfAborted(options.signal);
  const call = start(request, toMetadata(options), toGrpcOptions(options));
  try {
    yield* readMessages<Res>(call, options.signal);
  } finally {
    // A caller that stops early takes the call with it; after a normal end this does nothing.
    call.cancel();
  }
}

/**
 * Sends all requests, honouring backpressure, while the answers are read. A failing source cancels the call; a call
 * that fails stops the source.
 */
export async function* callBidiStream<Req, Res>(
  start: (metadata: Metadata, options: GrpcCallOptions) => ClientDuplexStream<Req, Res>,
  requests: AsyncIterable<Req>,
  options: CallOptions = {},
): AsyncGenerator<Res, void, undefined> {
  throwIfAborted(options.signal);
  const call = start(toMetadata(options), toGrpcOptions(options));
  const ended = new AbortController();
  let sourceFailure: { error: unknown } | undefined;
  const sending = sendAll(call, requests, options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal).catch(
    (error) => {
      if (ended.signal.aborted) return;
      sourceFailure = { error };
      call.cancel();
    },
  );
  try {
    yield* readMessages<Res>(call, options.signal);
  } catch (error) {
    // A source that failed is the cause; the cancelled call is only its echo. A call that failed by itself
    // makes the sink refuse writes, which is an echo in the other direction.
    if (sourceFailure && !isSinkGone(sourceFailure.error)) throw sourceFailure.error;
    throw error;
  } finally {
    ended.abort();
    call.cancel();
    await sending;
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
    throwIfAborted(options.signal);
    const ended = new AbortController();
    let sourceFailure: { error: unknown } | undefined;
    const call = start(toMetadata(options), toGrpcOptions(options), (error, response) => {
      options.signal?.removeEventListener('abort', onAbort);
      ended.abort();
      if (sourceFailure && !isSinkGone(sourceFailure.error)) reject(sourceFailure.error);
      else if (error) reject(fromServiceError(error));
      else resolve(response as Res);
    });
    const onAbort = () => call.cancel();
    options.signal?.addEventListener('abort', onAbort);
    void sendAll(call, requests, ended.signal).catch((error) => {
      if (ended.signal.aborted) return;
      sourceFailure = { error };
      call.cancel();
    });
  });
}

async function sendAll<Req>(
  call: ClientWritableStream<Req> | ClientDuplexStream<Req, never>,
  requests: AsyncIterable<Req>,
  signal: AbortSignal,
): Promise<void> {
  for await (const request of requests) await writeMessage(call, request, signal);
  call.end();
}

function isSinkGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CANCELLED';
}

function toMetadata({ requestId }: CallOptions): Metadata {
  const metadata = new Metadata();
  if (requestId) metadata.set('x-request-id', requestId);
  return metadata;
}

function toGrpcOptions({ timeoutMs }: CallOptions): GrpcCallOptions {
  return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
}
