import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A connection to a server that a test can cut and mend. */
export interface TcpProxy {
  address: string;
  /** Number of accepted connections so far. */
  connections(): number;
  /** Number of connections refused so far, while the proxy was cut. */
  refusals(): number;
  /** Ends all connections and refuses new ones until {@link mend}. */
  cut(): void;
  mend(): void;
  isOpen(): boolean;
  /** Ends all connections once, after `bytes` bytes of answers. With `stayCut`, the proxy stays cut until {@link mend}. */
  cutAfter(bytes: number, stayCut?: boolean): void;
  close(): Promise<void>;
}

/** Starts a proxy. @param target host:port of the server. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const [host, port] = target.split(':');
  const sockets = new Set<Socket>();
  let open = true;
  let connections = 0;
  let refusals = 0;
  let bytesLeft = Number.POSITIVE_INFINITY;
  let staysOpen = true;
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    if (!open) {
      refusals++;
      near.destroy();
      return;
    }
    connections++;
    const far = connect(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (data) => {
      bytesLeft -= data.length;
      near.write(data);
      if (bytesLeft > 0) return;
      bytesLeft = Number.POSITIVE_INFINITY;
      open = staysOpen;
      endAll();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    refusals: () => refusals,
    cut: () => {
      open = false;
      endAll();
    },
    mend: () => {
      open = true;
    },
    isOpen: () => open,
    cutAfter: (bytes, stayCut = false) => {
      bytesLeft = bytes;
      staysOpen = !stayCut;
    },
    close: async () => {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
