import type { RequestLimits } from './read-requests.js';

/** Largest message either side of a call takes, in bytes: files and games travel in pieces far smaller. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Requests of other services. */
export const INTERNAL_REQUESTS: RequestLimits = { single: MAX_MESSAGE_BYTES, streamed: MAX_MESSAGE_BYTES };
/** Bytes of a file carried by one message. */
export const FILE_PIECE_BYTES = 256 * 1024;

/** What one connection to a server may take, as options of grpc-js. */
export const CONNECTION_LIMITS = {
  /** Closed after so long without a call. */
  'grpc.max_connection_idle_ms': 300_000,
  /**
   * A peer that answers no ping has gone without saying so. Nor does one answer whose session has failed: Node.js says
   * GOAWAY to a peer that breaks the protocol, reads no more, and leaves it to this to close the connection.
   */
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 20_000,
  /** Megabytes that the HTTP/2 session may hold; new calls are refused past it. grpc-js has no bound of its own. */
  'grpc-node.max_session_memory': 64,
};
