/**
 * `npm run load`: clients with a mix of calls and jobs against a server, one of its own unless `--address` names another; then latencies, errors and
 * the memory of the server's processes. Exit code 1 on a wrong result, an error, a service that died or grew. Ctrl+C ends it early.
 */

import { parseArgs } from 'node:util';
import { type ProcessCluster, startProcessCluster } from '../support/cluster/process-cluster.js';
import { hasRedis } from '../support/redis-server.js';
import { PROFILES } from './profiles.js';
import { report } from './report.js';
import { runLoad } from './run-load.js';

const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: 'minute' },
    address: { type: 'string' },
    clients: { type: 'string' },
    seed: { type: 'string' },
  },
});

function startServer(): Promise<ProcessCluster> {
  console.log(hasRedis ? 'two orchestrators with Redis' : 'one orchestrator; two with Redis where redis-server is installed');
  // Jobs expire within the run, so that what they took can be seen to be given back.
  const settings = { JOB_TTL_SECONDS: '120', JOB_EXPIRED_SECONDS: '60' };
  return startProcessCluster({ orchestrators: hasRedis ? 2 : 1, generators: 2, redis: hasRedis, settings });
}

async function main(): Promise<void> {
  const profile = PROFILES[values.profile];
  if (!profile) throw new Error(`--profile must be ${Object.keys(PROFILES).join(', ')}`);
  const clients = Number(values.clients ?? profile.clients);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (!Number.isInteger(clients) || clients < 1) throw new Error('--clients must be a whole number above 0');
  const stop = new AbortController();
  // The second time it is meant; what was started dies with this process.
  process.on('SIGINT', () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  process.once('SIGTERM', () => process.exit(143));
  const server = values.address === undefined ? await startServer() : undefined;
  try {
    const addresses = (await server?.addresses()) ?? [values.address as string];
    console.log(`profile ${values.profile}: ${profile.seconds} s, ${clients} clients, seed ${seed}, ${addresses.join(' and ')}\n`);
    const pids = () => server?.pids() ?? new Map();
    const result = await runLoad({ ...profile, clients, addresses, pids, seed, stop: stop.signal });
    const { lines, ok } = report(result, profile, server?.services.flatMap(({ deaths }) => deaths) ?? []);
    for (const line of lines) console.log(line);
    if (!ok) process.exitCode = 1;
  } finally {
    await server?.stop();
  }
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
