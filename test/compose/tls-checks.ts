import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '../../services/client/library/client.js';
import { check, expectEqual } from './checks.js';
import type { Cluster } from './cluster.js';
import { runJob, SPEC } from './job-checks.js';

const CERTS = fileURLToPath(new URL('../../../deploy/certs', import.meta.url));

/** Checks TLS, tokens, and mutual TLS between the services, as configured in deploy/compose.tls.yml. */
export async function checkTls(cluster: Cluster): Promise<void> {
  const [, port] = (await cluster.address('orchestrator', 50051)).split(':');
  const address = `localhost:${port}`;
  const tls = { caFile: join(CERTS, 'ca.pem') };
  const token = (await readFile(join(CERTS, 'token'), 'utf8')).trim();
  const refusal = async (options: Parameters<typeof createClient>[0]) => {
    const client = createClient(options);
    const code = await client.listJobs({}, { timeoutMs: 5_000 }).then(
      () => 'accepted',
      (error) => error.code as string,
    );
    client.close();
    return code;
  };
  await check('a client with TLS and a token completes a job', async () => {
    const client = createClient({ address, tls, token });
    const job = await runJob(client, SPEC);
    client.close();
    expectEqual(job.state, 'JOB_STATE_COMPLETED', `state (${job.failure?.message})`);
    expectEqual(job.executor, 'generators', 'executor');
    return job.summary?.gamesSha256;
  });
  await check('a client without TLS or a valid token is refused', async () => {
    const codes = [await refusal({ address, tls }), await refusal({ address, tls, token: 'dzn_wrong' }), await refusal({ address })];
    expectEqual(codes.join(), 'UNAUTHENTICATED,UNAUTHENTICATED,UNAVAILABLE', 'the list of status codes');
    return `no token ${codes[0]}, wrong token ${codes[1]}, no TLS ${codes[2]}`;
  });
}
