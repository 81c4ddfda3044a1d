import type { Socket } from 'node:net';
import { waitWithTimeout } from '../../async/timeout.js';

/** For a connection without a call to close by itself when the server stops. */
const WITHOUT_CALL_MS = 200;

/**
 * The open connections of a server, at most `max` of them. One that never made a call that was let in is given up for
 * a new one, the oldest first: whoever only opens connections and leaves them cannot keep others out.
 */
export class Connections {
  readonly #max: number;
  readonly #open = new Set<Socket>();
  /** Without a call yet, by the address of the peer, oldest first. */
  readonly #fresh = new Map<string, Socket>();

  constructor(max: number) {
    this.#max = max;
  }

  /** @returns false when a connection had to go: the oldest without a call or, where all have made one, this one. */
  add(socket: Socket): boolean {
    const hadRoom = this.#open.size < this.#max;
    if (!hadRoom) {
      const [oldest] = this.#fresh.values();
      if (!oldest) {
        socket.destroy();
        return false;
      }
      this.#forget(oldest);
      oldest.destroy();
    }
    this.#open.add(socket);
    const key = keyOf(socket);
    this.#fresh.set(key, socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      if (this.#fresh.get(key) === socket) this.#fresh.delete(key);
    });
    return hadRoom;
  }

  /** The peer at this address made a call that was let in. */
  keep(peer: PeerAddress): void {
    this.#fresh.delete(keyOf(peer));
  }

  /** Resolves once all are closed that made a call; the others have a moment for it. */
  async closed(): Promise<void> {
    const without = new Set(this.#fresh.values());
    // Not events.once, which rejects when a peer resets its connection.
    const ends = (sockets: Socket[]) => Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    await Promise.all([
      ends([...this.#open].filter((socket) => !without.has(socket))),
      waitWithTimeout(ends([...without]), WITHOUT_CALL_MS),
    ]);
  }

  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #forget(socket: Socket): void {
    this.#open.delete(socket);
    this.#fresh.delete(keyOf(socket));
  }
}

export interface PeerAddress {
  remoteAddress?: string;
  remotePort?: number;
}

function keyOf({ remoteAddress, remotePort }: PeerAddress): string {
  return `${remoteAddress}|${remotePort}`;
}
