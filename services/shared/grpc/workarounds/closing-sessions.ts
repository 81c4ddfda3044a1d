/**
 * grpc/grpc-node#3068: Node.js sends no ping on an HTTP/2 session that is closing, which is one that only waits for its last calls, and
 * reports the ping as failed. grpc-js, on both sides of a connection, takes the failure for a dead peer and ends those calls. A call that
 * lasts longer than a keepalive after its connection began to close (because of its age, or because the peer stops) is lost.
 */

import { performServerHandshake } from 'node:http2';
import { Duplex } from 'node:stream';

type Ping = (this: { closed: boolean; destroyed: boolean }, ...parameters: unknown[]) => boolean;

let isInstalled = false;

/**
 * Answers pings of closing sessions in this process, so that they count as alive: every call has a bound on the silence of its peer instead.
 * Changes the class of all HTTP/2 sessions of Node.js. Later calls do nothing.
 */
export function keepClosingSessionsAlive(): void {
  if (isInstalled) return;
  isInstalled = true;
  const prototype = sessionPrototype();
  const { ping } = prototype;
  prototype.ping = function (...parameters) {
    if (!this.closed || this.destroyed) return ping.apply(this, parameters);
    const answered = parameters.at(-1) as (error: Error | null, durationMs: number, payload: Buffer) => void;
    process.nextTick(answered, null, 0, Buffer.alloc(8));
    return true;
  };
}

/** Node.js does not export the class of all sessions: a session that is never used leads to it. */
function sessionPrototype(): { ping: Ping } {
  const session = performServerHandshake(new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }));
  session.destroy();
  return Object.getPrototypeOf(Object.getPrototypeOf(session));
}
