/** Calls as promises and async iterables, cancelled by an AbortSignal, failing with a {@link DezenasError}. */

import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ChannelCredentials,
  type ChannelOptions,
  type Client,
  type ClientDuplexStream,
  type ClientOptions,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  connectivityState,
  type CallOptions as GrpcCallOptions,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { linkSignals } from '../../async/linked-signal.js';
import { DezenasError, throwIfAborted } from '../../errors.js';
import { currentJob } from '../../observability/job-scope.js';
import { MAX_MESSAGE_BYTES } from '../limits.js';
import { fromServiceError } from '../status.js';
import { readMessages, writeMessage } from '../streams.js';
import { JOB_ID_KEY, traceCall } from '../trace-calls.js';
import { NO_CREDENTIALS, type PeerCredentials } from './credentials.js';
import { STEERED_ROUND_ROBIN, type Steering, steer } from './steered-balancing.js';

export interface CallOptions {
  signal?: AbortSignal;
  /** From now; none: no deadline. */
  timeoutMs?: number;
  /** Of streams: longest wait for the peer's next message; none: no bound. */
  silenceMs?: number;
  requestId?: string;
  /** Of server streams: takes part in the choice of the server. */
  steering?: Steering;
}

/**
 * Several addresses behind one DNS name are used in turn, but for one that fails most of its calls. Durations are of the
 * form that grpc-js reads. It has no client health checking: a server that stops says so by GOAWAY, one that hangs
 * misses its pings.
 */
const LOAD_BALANCING = {
  outlier_detection: {
    interval: { seconds: 5, nanos: 0 },
    base_ejection_time: { seconds: 15, nanos: 0 },
    max_ejection_percent: 50,
    failure_percentage_ejection: { threshold: 80, minimum_hosts: 2, request_volume: 10 },
    child_policy: [{ [STEERED_ROUND_ROBIN]: {} }],
  },
};

const channelOptions: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  // Nobody asks for its statistics of every call.
  'grpc.enable_channelz': 0,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [LOAD_BALANCING] }),
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // A name is asked for again when a connection ends, but not more often than this.
  'grpc.dns_min_time_between_resolutions_ms': 5_000,
  // A connection with calls under way whose peer does not answer is given up after 15 seconds.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

/** What grpc-js throws of a call after the end of its client. */
const CHANNEL_CLOSED = 'Channel has been shut down';

/** A client of one service at host:port or dns:///name:port. */
export function createGrpcClient<T>(
  Client: new (address: string, creds: ChannelCredentials, options: ClientOptions) => T,
  address: string,
  { creds, options }: PeerCredentials = NO_CREDENTIALS,
): T {
  return new Client(address, creds, { ...channelOptions, ...options, interceptors: [traceCall, ...(options.interceptors ?? [])] });
}

/** Once the first of several servers is connected: for the others, which were asked at the same time. */
const OTHERS_MS = 50;

/**
 * Whether some server can be called: connects when needed, calls none. False once all refuse, or after the time.
 * @throws DezenasError CANCELLED when the signal fires.
 */
export async function isReachable(client: Client, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
  const channel = client.getChannel();
  const deadline = Date.now() + timeoutMs;
  for (let wasConnected = true; ; wasConnected = false) {
    throwIfAborted(signal);
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) {
      // Or all calls of a first job would go to the server that was quickest.
      if (!wasConnected) await delay(OTHERS_MS);
      return true;
    }
    if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) return false;
    const isLate = await new Promise<boolean>((resolve) => {
      const onAbort = () => resolve(false);
      signal?.addEventListener('abort', onAbort);
      channel.watchConnectivityState(state, deadline, (error) => {
        signal?.removeEventListener('abort', onAbort);
        resolve(error !== undefined);
      });
    });
    if (isLate) return false;
  }
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
    const onAnswer = (error: ServiceError | null, response?: Res) => {
      options.signal?.removeEventListener('abort', onAbort);
      if (error) reject(fromServiceError(error));
      else resolve(response as Res);
    };
    const call = begin(options, () => start(request, toMetadata(options), toGrpcOptions(options), onAnswer));
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
    call = begin(options, () => start(request, metadata, toGrpcOptions(options)));
    yield* readMessages<Res>(call, options.signal, options.silenceMs);
  } finally {
    // A caller that stops early takes the call with it; after a normal end this does nothing.
    call?.cancel();
    release?.();
  }
}

/**
 * Sends all requests, honouring backpressure, while the answers are read. A failing source cancels the call; a call
 * that fails returns the source, which may take its time: the error is not held up by a source that waits.
 */
export async function* callBidiStream<Req, Res>(
  start: (metadata: Metadata, options: GrpcCallOptions) => ClientDuplexStream<Req, Res>,
  requests: AsyncIterable<Req>,
  options: CallOptions = {},
): AsyncGenerator<Res, void, undefined> {
  const call = begin(options, () => start(toMetadata(options), toGrpcOptions(options)));
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
    // A source that failed is the cause; the cancelled call is only its echo. A call that failed by itself
    // makes the sink refuse writes, which is an echo in the other direction.
    if (sourceFailure && !isSinkGone(sourceFailure.error)) throw sourceFailure.error;
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
      if (sourceFailure && !isSinkGone(sourceFailure.error)) reject(sourceFailure.error);
      else if (error) reject(fromServiceError(error));
      else resolve(response as Res);
    };
    const call = begin(options, () => start(toMetadata(options), toGrpcOptions(options), onAnswer));
    const onAbort = () => call.cancel();
    options.signal?.addEventListener('abort', onAbort);
    void sendAll(call, requests, ended.signal).catch((error) => {
      if (ended.signal.aborted) return;
      sourceFailure = { error };
      call.cancel();
    });
  });
}

/** Starts a call. @throws DezenasError CANCELLED when its signal has fired, FAILED_PRECONDITION when the client is closed. */
function begin<T>({ signal }: CallOptions, start: () => T): T {
  throwIfAborted(signal);
  // As many calls as its owner likes.
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

function isSinkGone(error: unknown): boolean {
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
