import type { Socket } from 'node:net';
import { waitWithTimeout } from '../../async/timeout.js';

/** How long a stopping server waits for connections without a call to close. */
const UNUSED_CLOSE_MS = 200;

/**
 * The open connections of a server, at most `max`. At the limit, a new connection replaces the oldest one without an admitted call, so that
 * a peer that only opens connections cannot keep others out.
 */
export class Connections {
  readonly #max: number;
  readonly #open = new Set<Socket>();
  /** Connections without an admitted call, by the address of the peer, oldest first. */
  readonly #unused = new Map<string, Socket>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Adds a connection. Returns false if the limit made it close a connection: the oldest unused one, or this one if all are in use. */
  add(socket: Socket): boolean {
    const isBelowLimit = this.#open.size < this.#max;
    if (!isBelowLimit) {
      const [oldest] = this.#unused.values();
      if (!oldest) {
        socket.destroy();
        return false;
      }
      this.#remove(oldest);
      oldest.destroy();
    }
    this.#open.add(socket);
    const key = keyOf(socket);
    this.#unused.set(key, socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      if (this.#unused.get(key) === socket) this.#unused.delete(key);
    });
    return isBelowLimit;
  }

  /** Marks the connection of this peer as used: a call was admitted. */
  markUsed(peer: PeerAddress): void {
    this.#unused.delete(keyOf(peer));
  }

  /** Resolves when all used connections are closed. Waits 200 ms for the unused ones. */
  async waitUntilClosed(): Promise<void> {
    const unused = new Set(this.#unused.values());
    // events.once is not used because it rejects when a peer resets its connection.
    const closeOf = (sockets: Socket[]) => Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    await Promise.all([
      closeOf([...this.#open].filter((socket) => !unused.has(socket))),
      waitWithTimeout(closeOf([...unused]), UNUSED_CLOSE_MS),
    ]);
  }

  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #remove(socket: Socket): void {
    this.#open.delete(socket);
    this.#unused.delete(keyOf(socket));
  }
}

export interface PeerAddress {
  remoteAddress?: string;
  remotePort?: number;
}

function keyOf({ remoteAddress, remotePort }: PeerAddress): string {
  return `${remoteAddress}|${remotePort}`;
}
