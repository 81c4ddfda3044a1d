import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { expect, it } from 'vitest';
import { createAuthority } from '../../deploy/certificates.js';

it('a CA file with two authorities verifies the certificates of both', async () => {
  const [old, next] = [await createAuthority('Local', 1), await createAuthority('Local', 1)];
  for (const authority of [old, next]) {
    const server = createServer(await authority.issue('server', ['localhost'], 1), (socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: old.cert + next.cert });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
    server.close();
  }
});
