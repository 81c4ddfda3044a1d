/**
 * `npm run test:compose`: starts the cluster of docker-compose.yml under a project name of its own, runs jobs from this host, scales the
 * cluster, injects faults and removes the cluster; then repeats some checks with TLS and tokens. Prints why it skips without a Docker engine.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createClient } from '../../services/client/library/client.js';
import { whyNoDocker } from '../support/tools/why-no-docker.js';
import { check, counts, expectEqual } from './checks.js';
import { Cluster } from './cluster.js';
import { checkFaults } from './fault-checks.js';
import { checkJobs } from './job-checks.js';
import { checkMonitoring } from './monitoring-checks.js';
import { checkScaling } from './scaling-checks.js';
import { checkTls } from './tls-checks.js';

const GENERATORS = 4;

/** Starts a cluster, runs the checks, stops the cluster and always removes its containers. */
async function withCluster(cluster: Cluster, scale: Record<string, number>, work: () => Promise<void>): Promise<void> {
  try {
    const up = await check(`${cluster.project}: all containers are built and healthy`, async () => {
      await cluster.up(scale);
      return `${(await cluster.compose('ps', '--format', '{{.Name}}')).split('\n').length} containers`;
    });
    if (up) await work();
    await check('every container stops with exit code 0', async () => {
      await cluster.compose('stop');
      const codes = (await cluster.compose('ps', '--all', '--format', '{{.ExitCode}}')).split('\n');
      for (const code of codes) expectEqual(code, '0', `an exit code of ${codes.join(', ')}`);
      return `exit codes ${codes.join(', ')}`;
    });
    if (counts().failed > 0) console.log(await cluster.compose('logs', '--tail', '20'));
  } finally {
    await cluster.down();
  }
}

const skip = whyNoDocker();
if (skip) {
  console.log(`skipped: ${skip}`);
} else {
  const plain = new Cluster(`dezenas-test-${process.pid}`);
  await withCluster(plain, { generator: GENERATORS, orchestrator: 2 }, async () => {
    const client = createClient({ address: await plain.address('orchestrator', 50051) });
    await checkJobs(plain, client);
    await checkMonitoring(plain);
    await checkScaling(plain, client, GENERATORS);
    await checkFaults(plain, client);
    client.close();
  });
  execFileSync(process.execPath, [fileURLToPath(new URL('../../deploy/make-certs.js', import.meta.url))], { stdio: 'ignore' });
  const secure = new Cluster(`dezenas-tls-${process.pid}`, ['deploy/compose.tls.yml']);
  await withCluster(secure, {}, () => checkTls(secure));
}
const { passed, failed } = counts();
console.log(`${passed} passed, ${failed} failed${skip ? ', 1 skipped' : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
