import { makeClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { DezenasError } from '../../errors.js';
import { fromServiceError } from '../status.js';
import { NO_CREDENTIALS, type PeerCredentials } from './credentials.js';
import { proxyOptions } from './proxy.js';

const HealthClient = makeClientConstructor(service, 'grpc.health.v1.Health');

/**
 * Calls `grpc.health.v1` and resolves when the server at `address` serves `serviceName` (empty: the server as a whole).
 * @throws DezenasError UNAVAILABLE when the server does not answer or does not serve, NOT_FOUND when the server has no such service.
 */
export async function checkHealth(
  address: string,
  serviceName: string,
  timeoutMs: number,
  { creds, options }: PeerCredentials = NO_CREDENTIALS,
): Promise<void> {
  const client = new HealthClient(address, creds, { ...proxyOptions(address), ...options });
  try {
    const { status } = await new Promise<{ status: string }>((resolve, reject) => {
      client.check(
        { service: serviceName },
        { deadline: Date.now() + timeoutMs },
        (error: ServiceError | null, response: { status: string }) => {
          if (error) reject(fromServiceError(error));
          else resolve(response);
        },
      );
    });
    if (status !== 'SERVING') throw new DezenasError('UNAVAILABLE', `not serving: ${status}`);
  } finally {
    client.close();
  }
}
