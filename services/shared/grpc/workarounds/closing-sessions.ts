/**
 * grpc/grpc-node#3068: on an HTTP/2 session that is closing and waits for its last calls, Node.js sends no ping and reports the ping as failed.
 * On both sides of a connection, grpc-js treats the failure as a dead peer and ends those calls. A call fails if it runs longer than the
 * keepalive time after its connection began to close (because of its age, or because the peer stops).
 */

import { performServerHandshake } from 'node:http2';
import { Duplex } from 'node:stream';

type Ping = (this: { closed: boolean; destroyed: boolean }, ...parameters: unknown[]) => boolean;

let isInstalled = false;

/**
 * Makes pings of closing sessions succeed in this process. Dead peers are still detected, because every call limits the silence of its peer.
 * Patches the class of all HTTP/2 sessions of Node.js. Later calls do nothing.
 */
export function keepClosingSessionsAlive(): void {
  if (isInstalled) return;
  isInstalled = true;
  const prototype = findSessionPrototype();
  const { ping } = prototype;
  prototype.ping = function (...parameters) {
    if (!this.closed || this.destroyed) return ping.apply(this, parameters);
    const callback = parameters.at(-1) as (error: Error | null, durationMs: number, payload: Buffer) => void;
    process.nextTick(callback, null, 0, Buffer.alloc(8));
    return true;
  };
}

/** Finds the prototype of all sessions through an unused session, because Node.js does not export the class. */
function findSessionPrototype(): { ping: Ping } {
  const session = performServerHandshake(new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }));
  session.destroy();
  return Object.getPrototypeOf(Object.getPrototypeOf(session));
}
