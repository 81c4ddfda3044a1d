import { once } from 'node:events';
import { createServer } from 'node:net';

/** A range below the ephemeral ports, so that the system never assigns one of these ports to another process. */
const [LOWEST, HIGHEST] = [20_000, 32_000];
const returned = new Set<number>();

/** Returns a port that was free a moment ago. Each call returns a different port. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (returned.has(port)) continue;
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    returned.add(port);
    server.close();
    await once(server, 'close');
    return port;
  }
}
