/**
 * Gives access to the HTTP/2 streams of calls, which are private in grpc-js. grpc-js keeps a call open until the caller has read all answers,
 * even after the deadline and the end of the call, and its maintainers intend this (grpc/grpc-node#1509). Only closing the stream ends a call
 * whose caller does not read.
 */

import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Metadata, ServerInterceptingCallInterface } from '@grpc/grpc-js';

/** Streams by the metadata of the call, the only object that an interceptor and the handler share. */
const streams = new WeakMap<Metadata, ServerHttp2Stream>();

/**
 * Stores the stream of a call.
 * @param call the call of the lowest interceptor, which has `stream` as a private field.
 */
export function registerStream(metadata: Metadata, call: ServerInterceptingCallInterface): void {
  streams.set(metadata, (call as unknown as { stream: ServerHttp2Stream }).stream);
}

/** Longest delay of a timer, about 25 days. Later closings are not scheduled. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Closes the stream of a call after the time, if it is still open, and discards unread answers. */
export function closeStreamAfter(ms: number, metadata: Metadata): void {
  const stream = streams.get(metadata);
  if (!stream || stream.closed || ms > MAX_TIMER_MS) return;
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), ms).unref();
  stream.once('close', () => clearTimeout(timer));
}
