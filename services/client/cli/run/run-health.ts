import { checkHealth } from '../../../shared/grpc/client/health.js';
import { openConnection } from '../../library/connection.js';
import { type ConnectionOptions, resolveConnection } from '../options/connection-options.js';

const DEFAULT_ADDRESS = '127.0.0.1:50051';

export async function runHealth(options: ConnectionOptions, service: string, timeoutMs: number): Promise<void> {
  // A probe sends no token: health checks are open to every caller.
  const { address = DEFAULT_ADDRESS, tls } = resolveConnection(options, {});
  const { credentials, close } = openConnection(address, { tls });
  try {
    await checkHealth(address, service, timeoutMs, credentials);
  } finally {
    close();
  }
}
