/**
 * Node.js pings no HTTP/2 session that is being closed, one that only waits for its last calls, and says so as a ping that
 * failed. grpc-js, on both sides of a connection, takes that for a dead peer and cuts those calls: any that lasts longer
 * than a keepalive after its connection was to be left (its age, a peer that stops; grpc/grpc-node#3068). Such a session counts as alive here;
 * whoever makes a call has a bound on the peer's silence.
 */

import { performServerHandshake } from 'node:http2';
import { Duplex } from 'node:stream';

type Ping = (this: { closed: boolean; destroyed: boolean }, ...parameters: unknown[]) => boolean;

const session = performServerHandshake(new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }));
/** Of the class of all sessions, which has no name outside. */
const prototype: { ping: Ping } = Object.getPrototypeOf(Object.getPrototypeOf(session));
session.destroy();

const { ping } = prototype;
prototype.ping = function (...parameters) {
  if (!this.closed || this.destroyed) return ping.apply(this, parameters);
  const answered = parameters.at(-1) as (error: Error | null, durationMs: number, payload: Buffer) => void;
  process.nextTick(answered, null, 0, Buffer.alloc(8));
  return true;
};
