import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '../../services/client/library/client.js';
import { check, expectEqual } from './checks.js';
import type { Cluster } from './cluster.js';
import { runJob, SPEC } from './job-checks.js';

const CERTS = fileURLToPath(new URL('../../../deploy/certs', import.meta.url));

/** With TLS, tokens, and mutual TLS between the services, as deploy/compose.tls.yml sets them. */
export async function checkTls(cluster: Cluster): Promise<void> {
  const [, port] = (await cluster.address('orchestrator', 50051)).split(':');
  const address = `localhost:${port}`;
  const tls = { caFile: join(CERTS, 'ca.pem') };
  const token = (await readFile(join(CERTS, 'token'), 'utf8')).trim();
  const refusal = async (options: Parameters<typeof createClient>[0]) => {
    const client = createClient(options);
    const code = await client.listJobs({}, { timeoutMs: 5_000 }).then(
      () => 'let in',
      (error) => error.code as string,
    );
    client.close();
    return code;
  };
  await check('with TLS and a token a job is done', async () => {
    const client = createClient({ address, tls, token });
    const job = await runJob(client, SPEC);
    client.close();
    expectEqual(job.state, 'JOB_STATE_COMPLETED', `state (${job.failure?.message})`);
    expectEqual(job.executor, 'generators', 'executor');
    return job.summary?.gamesSha256;
  });
  await check('nobody else is let in', async () => {
    const codes = [await refusal({ address, tls }), await refusal({ address, tls, token: 'dzn_wrong' }), await refusal({ address })];
    expectEqual(codes.join(), 'UNAUTHENTICATED,UNAUTHENTICATED,UNAVAILABLE', 'what they are told');
    return `no token ${codes[0]}, wrong token ${codes[1]}, no TLS ${codes[2]}`;
  });
}
