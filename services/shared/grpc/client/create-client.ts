import { setTimeout as delay } from 'node:timers/promises';
import { type ChannelCredentials, type ChannelOptions, type Client, type ClientOptions, connectivityState } from '@grpc/grpc-js';
import { throwIfAborted } from '../../errors.js';
import { MAX_MESSAGE_BYTES } from '../limits.js';
import { traceCall } from '../trace-calls.js';
import { NO_CREDENTIALS, type PeerCredentials } from './credentials.js';
import { proxyOptions } from './proxy.js';
import { STEERED_ROUND_ROBIN } from './steered-balancing.js';

/**
 * Uses all addresses of a DNS name in turn, except addresses that fail most of their calls. Durations have the form that grpc-js reads.
 * grpc-js has no client-side health checks. The client still leaves a stopping server, which sends GOAWAY, and a hanging server, which does not
 * answer pings.
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

const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  // Channelz would collect statistics of every call, which are never read.
  'grpc.enable_channelz': 0,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [LOAD_BALANCING] }),
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // grpc-js resolves the name again when a connection ends, but not more often than this.
  'grpc.dns_min_time_between_resolutions_ms': 5_000,
  // A connection with running calls is closed after 15 s without an answer to a ping.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

/** Creates a client of one service at host:port or dns:///name:port. */
export function createGrpcClient<T>(
  Client: new (address: string, creds: ChannelCredentials, options: ClientOptions) => T,
  address: string,
  { creds, options }: PeerCredentials = NO_CREDENTIALS,
): T {
  const channelOptions = { ...CHANNEL_OPTIONS, ...proxyOptions(address), ...options };
  return new Client(address, creds, { ...channelOptions, interceptors: [traceCall, ...(options.interceptors ?? [])] });
}

/** How long the other servers may take to connect after the first one. */
const OTHER_CONNECTIONS_MS = 50;

/**
 * Connects if necessary, without a call. Returns whether a server is connected; false when all servers refuse or after the timeout.
 * @throws DezenasError CANCELLED when the signal fires.
 */
export async function isReachable(client: Client, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
  const channel = client.getChannel();
  const deadline = Date.now() + timeoutMs;
  for (let wasConnected = true; ; wasConnected = false) {
    throwIfAborted(signal);
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) {
      // Without this delay, the server that connects first would receive all calls of the first job.
      if (!wasConnected) await delay(OTHER_CONNECTIONS_MS);
      return true;
    }
    if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) return false;
    const isTimeout = await new Promise<boolean>((resolve) => {
      const onAbort = () => resolve(false);
      signal?.addEventListener('abort', onAbort);
      channel.watchConnectivityState(state, deadline, (error) => {
        signal?.removeEventListener('abort', onAbort);
        resolve(error !== undefined);
      });
    });
    if (isTimeout) return false;
  }
}
