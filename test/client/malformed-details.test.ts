import { Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClient, type DezenasClient } from '../../services/client/library/client.js';
import { JobService } from '../../services/shared/grpc/definitions.js';

let server: Server;
let client: DezenasClient;
beforeEach(async () => {
  const metadata = new Metadata();
  // A length without its bytes is not a valid google.rpc.Status.
  metadata.set('grpc-status-details-bin', Buffer.of(0x1a, 0xff));
  const failure = { code: 3, details: 'no', metadata };
  server = new Server();
  server.addService(JobService.service, {
    GetJob: (_call: unknown, callback: (error: object) => void) => callback(failure),
    StreamGames: (call: NodeJS.EventEmitter) => call.emit('error', failure),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  client = createClient({ address: `127.0.0.1:${port}` });
});
afterEach(() => {
  client.close();
  server.forceShutdown();
});

it('the client reports an error with malformed details, and omits the details', async () => {
  const expected = { code: 'INVALID_ARGUMENT', reason: 'INVALID_ARGUMENT', message: 'no', violations: [] };
  await expect(client.getJob('x')).rejects.toMatchObject(expected);
  await expect(client.streamAnswers({}).next()).rejects.toMatchObject(expected);
});
