import type { RequestLimits } from './read-requests.js';

/** Largest message that either side of a call accepts, in bytes. Files and games are sent in far smaller pieces. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Limits of requests between the services. */
export const INTERNAL_REQUESTS: RequestLimits = { single: MAX_MESSAGE_BYTES, streamed: MAX_MESSAGE_BYTES };
/** Bytes of a file in one message. */
export const FILE_PIECE_BYTES = 256 * 1024;

/** Limits of one connection to a server, as options of grpc-js. */
export const CONNECTION_LIMITS = {
  /** An idle connection is closed after this time without a call. */
  'grpc.max_connection_idle_ms': 300_000,
  /**
   * Closes the connection of a peer that does not answer pings. This includes peers that broke the protocol: Node.js sends GOAWAY and stops
   * reading, but leaves the connection open.
   */
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 20_000,
  /** Memory limit of the HTTP/2 session in megabytes. Beyond it, new calls are refused. grpc-js sets no limit by default. */
  'grpc-node.max_session_memory': 64,
};
