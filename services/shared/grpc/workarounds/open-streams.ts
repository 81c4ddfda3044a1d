/**
 * The HTTP/2 streams under calls, which grpc-js has no public access to. grpc-js leaves a call open until its caller has read everything that
 * was written to it, also after its deadline and its end, and its maintainers intend that (grpc/grpc-node#1509): only closing the stream
 * gives up a caller who does not read.
 */

import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Metadata, ServerInterceptingCallInterface } from '@grpc/grpc-js';

/** By the metadata of the call: the one object that an interceptor and the handler share. */
const streams = new WeakMap<Metadata, ServerHttp2Stream>();

/** @param call of the lowest interceptor: its `stream` is a private field of grpc-js. */
export function keepStream(metadata: Metadata, call: ServerInterceptingCallInterface): void {
  streams.set(metadata, (call as unknown as { stream: ServerHttp2Stream }).stream);
}

/** The longest that a timer takes, some 25 days: what is to be later is not to be at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Closes the stream of this call, with what its caller has not read, unless it is closed within the time. */
export function closeStreamIn(ms: number, metadata: Metadata): void {
  const stream = streams.get(metadata);
  if (!stream || stream.closed || ms > MAX_TIMER_MS) return;
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), ms).unref();
  stream.once('close', () => clearTimeout(timer));
}
